"""Python's search for objects that hold each other, put off where there are none to find."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

atexit.register(gc.unfreeze)  # libraries complain of what is left when a process ends


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """While very many small objects are made, which hold no circles: the search takes long.

    What there is by then is left out of every later search, too.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()
