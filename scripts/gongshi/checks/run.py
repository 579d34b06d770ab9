"""The one runner of all checks: every `sql/<CODE>_<slug>.sql`, the leak scanner, closed periods.

Codes X are asked of the records; codes L (the laws) and O (the offices' processes) of the ledger
derived from them with the records beside it, and only where every file could be read.

A check is a query that returns `code, file, pointer`, ordered by these, and what else it knows:

- `related_file` and `related_pointer` name a second place;
- `hangs` says that a file that could not be read may be the only cause: such a row is counted
  and not shown, for its cause is shown already;
- a column `…_kinds` holds names of kinds joined by `|`, and `…_field` a pointer into the record;
  their titles in both languages become the arguments `…_kinds_zh`, `…_field_en` and so on;
- a column `…_number` holds a decimal, shown without trailing zeros, and `…_amount` one of the
  row's measure, shown with its unit in both languages;
- a column `…_measure` holds a measure, `…_role` a role of staff, and `…_choice` a value of the
  finding's own field, which are named in both languages;
- every other column is an argument of the finding's words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from gongshi.checks.base import Base
from gongshi.checks.change import change_findings
from gongshi.checks.closed import broken_seals, entered_since, measure_words
from gongshi.checks.database import kind_of, open_database
from gongshi.checks.laws import law_tally
from gongshi.checks.leaks import leaks
from gongshi.checks.samples import wrong_samples
from gongshi.checks.verdict import keep_verdict, verdict
from gongshi.checks.waivers import waive
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import queries_of, rows_of
from gongshi.records.load import Loaded, load
from gongshi.records.tables import Column, layout
from gongshi.tally import Tally, amount_in_words
from gongshi.words import Lang, finding_words

_LANGS: tuple[Lang, ...] = ("zh", "en")
_UNKNOWN = "X002"
# Told what is being done (`reading`, `checking`, `tallying`), and how much of how much is done.
Watch = Callable[[str, int, int], None]
Then = Callable[[Tally, str], None]


def _unwatched(*_: object) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files were looked at, and how many findings are not shown, by reason.

    `hanging` findings may be caused by nothing but a file that could not be read, or by what is
    told elsewhere; `waived` ones are accepted by a record's own `accepted` entries. For `unread`
    files, which have errors of their own, the ledger was not derived and its checks (L, O, samples,
    seals) not made; none where they were.
    """

    files: int
    errors: int
    warnings: int
    notes: int
    hanging: int
    waived: int
    unread: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check of a repository found, and the records it read."""

    findings: Sequence[Finding]
    counts: Counts
    loaded: Loaded

    @property
    def has_errors(self) -> bool:
        """Whether the check fails."""
        return self.counts.errors > 0


def run_check(
    root: Path,
    kinds: Mapping[str, Kind],
    base: Base | None = None,
    watch: Watch = _unwatched,
    then: Then | None = None,
) -> CheckResult:
    """Read `root`/records and check everything; with a base, also what has changed since.

    Without one, a state that has been checked before is not checked again. `watch` is told what is
    being done. Where nothing is wrong, `then` gets the ledger that was derived, which ends with the
    check, and the state that it is of; not where that state was checked before.
    """
    watch("reading", 0, 0)
    loaded = load(root, kinds, lambda done, of: watch("reading", done, of))
    if base is not None:
        since = change_findings(root, kinds, base.sha, None, loaded, base.actor)
        return check(loaded, kinds, base, since, watch)
    known = None if loaded.state is None else verdict(root, loaded.state)
    if known is not None:
        return CheckResult(known[0], Counts(**known[1]), loaded)
    state = loaded.state
    of_state = None if then is None or state is None else lambda tally: then(tally, state)
    result = check(loaded, kinds, watch=watch, then=of_state)
    if state is not None:
        keep_verdict(root, state, result.findings, asdict(result.counts))
    return result


def check(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None = None,
    since: Sequence[Finding] = (),
    watch: Watch = _unwatched,
    then: Callable[[Tally], None] | None = None,
) -> CheckResult:
    """Every finding about the records in `loaded`, those of the rings first among them.

    `since` are the changes against `base` that were found; `then` gets the ledger of good records.
    """
    watch("checking", 0, 0)
    connection = open_database(loaded, kinds)
    rows = [row for query in queries("X").values() for row in rows_of(connection, query)]
    standing = [row for row in rows if not row.pop("hangs", False)]
    hanging = len(rows) - len(standing)
    meant = _meant(connection) if any(row["code"] == _UNKNOWN for row in standing) else {}
    found = [*since, *(_finding(row, loaded.paths, kinds, meant) for row in standing)]
    found.extend(leaks(connection, loaded.paths, kinds))
    unread = {each.file for each in loaded.findings if _severity(each) == "error"}
    tally = None
    if not unread:
        watch("tallying", 0, 0)
        tally = law_tally(loaded, kinds, connection)
        told = list(_laws(tally, loaded, kinds, base, since, watch))
        found.extend(each for each in told if each is not None)
        hanging += told.count(None)
    kept, waived = waive(connection, loaded.paths, kinds, found, laws_asked=not unread)
    findings = sorted([*loaded.findings, *kept], key=lambda finding: finding.order)
    severities = Counter(map(_severity, findings))
    counts = Counts(
        files=len({*loaded.paths, *(each.file for each in loaded.findings)}),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["note"],
        hanging=hanging,
        waived=waived,
        unread=len(unread),
    )
    if then is not None and tally is not None and not counts.errors:
        then(tally)
    return CheckResult(findings, counts, loaded)


def queries(letter: str = "") -> dict[str, str]:
    """The text of every check by its file's name, in order; of those codes only, if asked."""
    told = queries_of("gongshi.checks")
    return {name: text for name, text in told.items() if name.startswith(letter)}


def _laws(
    tally: Tally,
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None,
    since: Sequence[Finding],
    watch: Watch,
) -> Iterator[Finding | None]:
    """What breaks a law of the ledger, or an office's process; None for what is told already."""
    asked = [*queries("L").values(), *queries("O").values()]
    for done, query in enumerate(asked):
        watch("checking", done, len(asked))
        for row in rows_of(tally.connection, query):
            yield _finding(row, loaded.paths, kinds, {})
    yield from wrong_samples(tally)
    excused = {each.args["period"] for each in since if "period" in each.args}
    if base is not None:
        for period, finding in entered_since(tally, base):
            excused.add(period)
            yield finding
    yield from broken_seals(tally, loaded, kinds, frozenset(excused))


def _severity(finding: Finding) -> str:
    return str(finding_words()[finding.code]["severity"])


def _finding(
    row: dict[str, Any],
    paths: Sequence[str],
    kinds: Mapping[str, Kind],
    meant: Mapping[tuple[str, str], str],
) -> Finding:
    file, code, pointer = paths[row.pop("file")], row.pop("code"), row.pop("pointer")
    related_file, related_pointer = row.pop("related_file", None), row.pop("related_pointer", "")
    kind = kind_of(file, {each.folder: each for each in kinds.values()})
    args: dict[str, str] = {}
    for name, value in row.items():
        if name.endswith("_kinds"):
            args |= _titles_of_kinds(name, value, kinds)
        elif name.endswith("_field") and kind is not None:
            args |= _titles_of_field(name, value, kind)
        elif name.endswith("_measure"):
            args |= {f"{name}_{lang}": measure_words(kinds)[value][lang] for lang in _LANGS}
        elif name.endswith("_role"):
            roles = kinds["staff"].field("roles")
            words = roles.item.enum[value] if roles and roles.item else {}
            args |= {f"{name}_{lang}": words[lang] for lang in _LANGS}
        elif name.endswith("_choice") and kind is not None:
            words = _column_at(pointer, kind).field.enum[value]
            args |= {f"{name}_{lang}": words[lang] for lang in _LANGS}
        elif name.endswith("_amount"):
            measure = next(row[each] for each in row if each.endswith("_measure"))
            for lang in _LANGS:
                args[f"{name}_{lang}"] = amount_in_words(measure, Decimal(value), lang)
        elif name.endswith("_number"):
            args[name] = re.sub(r"\.?0+$", "", value) if "." in value else value
        else:
            args[name] = str(value)
    if code == _UNKNOWN and (row["target"], row["wanted_kinds"]) in meant:
        args["suggestion"] = meant[row["target"], row["wanted_kinds"]]
    related = None if related_file is None else f"{paths[related_file]}#{related_pointer}"
    return Finding(file, code, pointer, args=args, related=related)


def _titles_of_kinds(name: str, value: str, kinds: Mapping[str, Kind]) -> dict[str, str]:
    titles = {kind.name: kind.title for kind in kinds.values()}
    for kind in kinds.values():
        for items in kind.items:
            field = kind.field(items.array)
            titles[items.item] = field.title if field else {"zh": items.item, "en": items.item}
    named = [titles[each] for each in value.split("|")]
    return {
        f"{name}_zh": "、".join(each["zh"] for each in named),
        f"{name}_en": ", ".join(each["en"] for each in named),
    }


def _titles_of_field(name: str, pointer: str, kind: Kind) -> dict[str, str]:
    field = kind.field(pointer[1:]) or _column_at(pointer, kind).field
    return {f"{name}_{lang}": each for lang, each in field.title.items()}


def _column_at(pointer: str, kind: Kind) -> Column:
    columns = (column for columns in layout(kind).values() for column in columns)
    return next(each for each in columns if each.pointer == re.sub(r"\b[0-9]+\b", "*", pointer))


def _meant(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """The id that was probably meant by each unknown target and the kinds wanted there.

    Only ids of records are suggested: a volunteer's number is random, and the nearest one is
    somebody else's.
    """
    near = connection.execute(
        """
        WITH missing AS (
            SELECT DISTINCT r.target, r.wanted
            FROM reference AS r
            WHERE NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.id = r.target)
        ),
        near AS (
            SELECT
                m.target, m.wanted, r.id,
                row_number() OVER (
                    PARTITION BY m.target, m.wanted ORDER BY levenshtein(r.id, m.target), r.id
                ) AS place
            FROM missing AS m
            JOIN wanted_kind AS w ON w.wanted = m.wanted
            JOIN record AS r ON r.kind = w.kind
            WHERE r.id LIKE '%-' || m.target
                OR abs(length(r.id) - length(m.target)) <= 3
                AND levenshtein(r.id, m.target) <= greatest(1, length(m.target) // 4)
        )
        SELECT target, wanted, id FROM near WHERE place = 1
        """
    )
    return {(target, wanted): id for target, wanted, id in near.fetchall()}
