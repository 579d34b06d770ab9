"""Waivers: what a record's `accepted` entries let pass, after a person has looked.

Only findings whose words in the catalogue say `waivable: true` can be waived: a judgement about
words may be overruled, a broken reference or a missing second pair of eyes may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.load import Loaded
from gongshi.words import finding_words

UNUSED, FORBIDDEN = "X023", "X024"


def waive(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    findings: Sequence[Finding],
    *,
    laws_asked: bool,
) -> tuple[list[Finding], int]:
    """The findings that stand, with those about waivers themselves, and how many were waived.

    Where the laws (codes L and O) were not asked, nobody knows whether a waiver of one is of use.
    """
    waived: set[int] = set()
    about: list[Finding] = []
    by_record: dict[tuple[str, str], list[int]] = {}
    for number, finding in enumerate(findings):
        by_record.setdefault((finding.file, finding.code), []).append(number)
    for file, pointer, code, at in _waivers(loaded, kinds):
        if code in finding_words() and not finding_words()[code].get("waivable", False):
            about.append(Finding(file, FORBIDDEN, f"{pointer}/code", args={"code": code}))
            continue
        covered = {
            number
            for number in by_record.get((file, code), ())
            if at is None or f"{findings[number].pointer}/".startswith(f"{at}/")
        }
        if not covered and (laws_asked or not code.startswith(("L", "O"))):
            about.append(Finding(file, UNUSED, f"{pointer}/code", args={"code": code}))
        waived |= covered
    standing = [each for number, each in enumerate(findings) if number not in waived]
    return [*standing, *about], len(waived)


def _waivers(
    loaded: Loaded, kinds: Mapping[str, Kind]
) -> Iterator[tuple[str, str, str, str | None]]:
    """Every waiver: file, pointer of the entry, code, pointer that it covers; file by file."""
    found: list[tuple[int, int, str, str | None]] = []
    for name, kind in kinds.items():
        if kind.field("accepted") is None:
            continue
        lists = loaded.structs[name].field("accepted")
        if lists.null_count < len(lists):
            table = loaded.tables[f"{name}__accepted"]
            columns = [table[each].to_pylist() for each in ("file", "ord", "code", "at")]
            found += zip(*columns, strict=True)
    for file, order, code, at in sorted(found, key=lambda each: each[:2]):
        yield loaded.paths[file], f"/accepted/{order}", code, at
