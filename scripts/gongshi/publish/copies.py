"""What copies of this process do, while it does something else itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from gongshi.records.workers import FORK

T = TypeVar("T")
V = TypeVar("V")


def by_copies(
    works: Sequence[Callable[[], T]],
    meanwhile: Callable[[Callable[[], bool]], V],
    *,
    can_copy: bool = True,
) -> tuple[list[T], V]:
    """What copies of this process give, one for each of `works`, and what `meanwhile` gives here.

    The latter may ask whether all copies have something to give by now. They begin with all that is
    there already, but for databases and threads. If nothing is to be copied, or the system makes no
    copies, all is done here, one after the other, `meanwhile` first. A copy whose process was
    killed ends with its work, since nobody takes what it gives.
    """
    if not can_copy or FORK not in get_all_start_methods():
        given = meanwhile(lambda: True)
        return [work() for work in works], given
    context = get_context(FORK)
    begun = []
    for work in works:
        there, here = context.Pipe(duplex=False)
        process = context.Process(target=_tell, args=(work, there, here))
        process.start()
        here.close()
        begun.append((process, there))
    try:
        given = meanwhile(lambda: all(there.poll() for _, there in begun))
        told: list[T] = [there.recv() for _, there in begun]
    except BaseException:  # Ctrl-C, too
        for process, _ in begun:
            process.terminate()
        raise
    finally:
        for process, there in begun:
            process.join()
            there.close()
    return told, given


def _tell(work: Callable[[], T], there: Connection, here: Connection) -> None:
    there.close()
    with suppress(BrokenPipeError):
        here.send(work())
