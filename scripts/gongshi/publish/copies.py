"""What copies of this process do, while it does something else itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Final, TypeVar

T = TypeVar("T")

FORK: Final = "fork"


def by_copies(work: Callable[[], T], copies: int, meanwhile: Callable[[], object]) -> list[T]:
    """What so many copies of this process give for `work`; it does `meanwhile` itself.

    They begin with all that is there already, but for databases and threads. Without copies, or
    where the system makes none, both is done here, one after the other. A copy whose process was
    killed ends with its work, since nobody takes what it gives.
    """
    if not copies or FORK not in get_all_start_methods():
        meanwhile()
        return [work()]
    context = get_context(FORK)
    begun = []
    for _ in range(copies):
        there, here = context.Pipe(duplex=False)
        process = context.Process(target=_tell, args=(work, there, here))
        process.start()
        here.close()
        begun.append((process, there))
    try:
        meanwhile()
        told: list[T] = [there.recv() for _, there in begun]
    except BaseException:  # Ctrl-C, too
        for process, _ in begun:
            process.terminate()
        raise
    finally:
        for process, there in begun:
            process.join()
            there.close()
    return told


def _tell(work: Callable[[], T], there: Connection, here: Connection) -> None:
    there.close()
    with suppress(BrokenPipeError):
        here.send(work())
