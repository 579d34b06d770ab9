"""The one command that is asked for, ready sooner than all there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from typer import Typer
from typer.main import get_command_name
from typer.models import CommandInfo, TyperInfo


def leave_only(words: Sequence[str], app: Typer) -> None:
    """Leave out of `app` all commands and groups but the one that `words` begin with, if one does.

    Typer makes each command ready before it looks which is asked for: a tenth of a short one's
    time. Where there is none of this name all stay, for help and for what was meant.
    """
    if words and words[0] in _names(app):
        _leave(words[0], app)


def _names(of: Typer) -> Iterator[str]:
    yield from map(_name_of, of.registered_commands)
    for group in of.registered_groups:
        if isinstance(group.name, str):
            yield group.name
        elif group.typer_instance is not None:
            yield from _names(group.typer_instance)


def _leave(word: str, of: Typer) -> None:
    of.registered_commands = [each for each in of.registered_commands if _name_of(each) == word]
    of.registered_groups = [each for each in of.registered_groups if _may_hold(each, word)]
    for group in of.registered_groups:
        if group.typer_instance is not None and not isinstance(group.name, str):
            _leave(word, group.typer_instance)


def _may_hold(group: TyperInfo, word: str) -> bool:
    """Commands of a group without a name stand among the others."""
    return not isinstance(group.name, str) or group.name == word


def _name_of(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))
