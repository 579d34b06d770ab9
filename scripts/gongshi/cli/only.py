"""The one command that is asked for, ready sooner than all there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typer import Typer
from typer.main import get_command_name
from typer.models import CommandInfo


def leave_only(words: Sequence[str], app: Typer) -> None:
    """Leave out of `app` all commands and groups but the one that `words` begin with, if one does.

    Typer makes each command ready before it looks which is asked for: a tenth of a short one's
    time. Where there is none of this name all stay, for help and for what was meant.
    """
    if words and words[0] in _names(app):
        _leave(words[0], app)


def _names(of: Typer) -> Iterator[str]:
    yield from map(_name_of, of.registered_commands)
    yield from (each.name for each in of.registered_groups if isinstance(each.name, str))
    for within in _unnamed(of):
        yield from _names(within)


def _leave(word: str, of: Typer) -> None:
    of.registered_commands = [each for each in of.registered_commands if _name_of(each) == word]
    of.registered_groups = [
        each for each in of.registered_groups if each.name == word or not isinstance(each.name, str)
    ]
    for within in _unnamed(of):
        _leave(word, within)


def _unnamed(of: Typer) -> Iterator[Typer]:
    """The groups without a name, whose commands stand among the others."""
    for group in of.registered_groups:
        if group.typer_instance is not None and not isinstance(group.name, str):
            yield group.typer_instance


def _name_of(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))
