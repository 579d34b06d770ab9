"""Record files in canonical form: what differs in nothing but its writing is written one way.

The form is that of `records.canonical`: keys in the schema's order, a key or an item a line, quotes
only where YAML needs them, and no line ever broken, for a break within a Chinese sentence would
become a blank. Comments stay with what they are about (`records.comments`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.comments import comments_of, with_comments
from gongshi.records.reading import Reader
from gongshi.records.walk import FOLDER, read, walk


@dataclass(frozen=True, slots=True)
class Formatted:
    """A record file: its text in canonical form, or the findings for which it is left alone."""

    path: str
    text: str = ""
    is_changed: bool = False
    findings: Sequence[Finding] = ()


def formatted(
    root: Path, kinds: Mapping[str, Kind], paths: Sequence[str] = ()
) -> Iterator[Formatted]:
    """The record files below `root` in the order of their paths; nothing is written.

    `paths` are files, or folders with all below them, POSIX and relative to `root`; none stands for
    all records.
    """
    wanted = tuple(paths) or (FOLDER,)
    sources, findings = walk(root, {kind.folder: kind.name for kind in kinds.values()})
    reader = Reader(root, kinds)
    for found in findings:
        if _is_under(found.file, wanted):
            yield Formatted(found.file, findings=[found])
    for source in sources:
        if not _is_under(source.path, wanted):
            continue
        raw = read(root, source.path)
        if isinstance(raw, Finding):
            yield Formatted(source.path, findings=[raw])
            continue
        record, faults = reader.file(source, raw)
        if record is None:
            yield Formatted(source.path, findings=faults)
            continue
        before = raw.decode("utf-8")
        after = canonical(before, record, kinds[source.kind])
        if after != before:
            _keep_all(before, after, record, reader.file(source, after.encode())[0])
        yield Formatted(source.path, after, after != before)


def canonical(text: str, record: Mapping[str, object], kind: Kind) -> str:
    """The canonical form of a sound file's text, which holds `record`."""
    plain = to_yaml(record, kind)
    return with_comments(plain, comments_of(text)) if "#" in text else plain


def _keep_all(before: str, after: str, old: object, new: object) -> None:
    """Raise where meaning or a comment were lost: that would be our bug, and nothing is written."""
    # `repr` tells true from 1, as equality does not; the order of keys has no meaning.
    if old != new or repr(_ordered(old)) != repr(_ordered(new)):
        raise AssertionError("the canonical form says something else")
    if comments_of(before).all() != comments_of(after).all():
        raise AssertionError("the canonical form has lost a comment")


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return [(key, _ordered(value[key])) for key in sorted(value)]
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _is_under(path: str, wanted: Sequence[str]) -> bool:
    return any(path == each or path.startswith(f"{each.rstrip('/')}/") for each in wanted)
