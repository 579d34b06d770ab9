"""The one runner of all checks: every `sql/<CODE>_<slug>.sql`, the leak scanner, closed periods.

Codes X are asked of the records; codes L (the laws) and O (the offices' processes) of the ledger
derived from them with the records beside it, and only where every file could be read. `rows` says
what a check is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb

from gongshi.checks import ledger
from gongshi.checks.again import judged_again
from gongshi.checks.base import Base
from gongshi.checks.change import change_findings
from gongshi.checks.closed import may_have_entered
from gongshi.checks.database import open_database
from gongshi.checks.laws import law_tally
from gongshi.checks.leaks import leaks
from gongshi.checks.ledger import Judged, Watch, judge
from gongshi.checks.narrow import judged_after, pays
from gongshi.checks.pictures import picture_findings
from gongshi.checks.rows import UNKNOWN, finding_of, placed, queries
from gongshi.checks.verdict import keep_verdict, verdict
from gongshi.checks.waivers import waive
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import open_tables, rows_of
from gongshi.records.load import Loaded, load
from gongshi.tally.figures import figures, keep_figures
from gongshi.words import finding_words


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
    day: date | None = None,
) -> CheckResult:
    """Read `root`/records and check everything; with a base, also what has changed since.

    Without one, a state that has been checked before is not checked again, and of one that differs
    little from what is kept only whom the change concerns is tallied again. `watch` is told what is
    being done. Where nothing is wrong, the figures of `day` (`tally.figures`) are kept: unless this
    state was checked before, or more is booked than by that day.
    """
    keeping: list[Future[None]] = []
    with ThreadPoolExecutor(1) as beside:
        watch("reading", 0, 0)
        loaded = load(
            root,
            kinds,
            lambda done, of: watch("reading", done, of),
            later=lambda keep: keeping.append(beside.submit(keep)),
        )
        if base is not None:
            since = change_findings(root, kinds, base.sha, None, loaded, base.actor)
            return check(loaded, kinds, base, since, watch, judged_before(root, loaded))
        state = loaded.state
        if state is None:
            return check(loaded, kinds, watch=watch)
        if (told := verdict(root, state)) is not None:
            return CheckResult(told[0], Counts(**told[1]), loaded)
        known = judged_before(root, loaded)
        if day is not None and known is not None and known.day != day.isoformat() and pays(loaded):
            known = None  # whole once, so that the figures of the new day are had after each change
        checked = _checked(loaded, kinds, None, (), watch, known, day)
    for each in keeping:
        each.result()
    result, judged = checked.result, checked.judged
    keep_verdict(root, state, result.findings, asdict(result.counts))
    if judged is not None and checked.is_whole and (known is None or pays(loaded)):
        if loaded.since is not None:
            loaded.since.keep()
        ledger.keep(root, state, judged)
    if judged is not None and judged.sums is not None and not result.has_errors:
        keep_figures(root, state, figures(judged.sums, checked.records))
    return result


def judged_before(root: Path, loaded: Loaded) -> Judged | None:
    """What the laws made of the records as they are kept, if that is kept too."""
    state = loaded.state if loaded.since is None else loaded.since.state
    return None if state is None else ledger.known(root, state)


def check(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None = None,
    since: Sequence[Finding] = (),
    watch: Watch = _unwatched,
    known: Judged | None = None,
) -> CheckResult:
    """Every finding about the records in `loaded`, those of the rings first among them.

    `since` are the changes against `base` that were found. `known` is what the laws made of the
    records, before `loaded.since` if any.
    """
    return _checked(loaded, kinds, base, since, watch, known).result


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found, and what the laws made of the ledger, if they were asked.

    `records` holds the records' tables; `is_whole`: the ledger was derived of all of them.
    """

    result: CheckResult
    records: duckdb.DuckDBPyConnection
    judged: Judged | None
    is_whole: bool


def _checked(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None,
    since: Sequence[Finding],
    watch: Watch,
    known: Judged | None = None,
    day: date | None = None,
) -> _Checked:
    """The findings; `known` is what the laws made of the records, before `loaded.since` if any."""
    watch("checking", 0, 0)
    unread = {each.file for each in loaded.findings if _severity(each) == "error"}
    judged, is_whole = None, False
    with ThreadPoolExecutor(1) as beside:
        opened = beside.submit(open_database, loaded, kinds)
        of_records = beside.submit(lambda: _of_records(opened.result(), loaded, kinds))
        if pays(loaded):  # so much that the ledger is asked at the same time, in tables of its own
            connection = open_tables(loaded.tables)
        else:
            wait([of_records])
            connection = opened.result()
        if not unread:
            watch("tallying", 0, 0)
            if known is not None and not (base is not None and may_have_entered(loaded, base)):
                judged, is_whole = judged_anew(connection, loaded, kinds, known, day)
            if judged is not None and base is not None:
                judged = ledger.after_gates(judged, since)
            if judged is None:
                is_whole = True
                tally = law_tally(loaded, kinds, connection)
                judged = judge(tally, loaded, kinds, base, since, watch, day)
        records, (found, hanging) = opened.result(), of_records.result()
    found = [*since, *found]
    if judged is not None:
        found.extend(judged.findings)
        hanging += judged.hanging
    kept, waived = waive(records, loaded.paths, kinds, found, laws_asked=not unread)
    findings = sorted([*loaded.findings, *kept], key=_place)
    counts = Counts(
        files=len({*loaded.paths, *(each.file for each in loaded.findings)}),
        **by_severity(findings),
        hanging=hanging,
        waived=waived,
        unread=len(unread),
    )
    return _Checked(CheckResult(findings, counts, loaded), records, judged, is_whole)


def _of_records(
    records: duckdb.DuckDBPyConnection, loaded: Loaded, kinds: Mapping[str, Kind]
) -> tuple[list[Finding], int]:
    """What is wrong with records and what they show, the ledger apart, and how much hangs."""
    rows = [row for query in queries("X").values() for row in rows_of(records, query)]
    standing = [row for row in rows if not row.pop("hangs", False)]
    meant = _meant(records) if any(row["code"] == UNKNOWN for row in standing) else {}
    found = [finding_of(placed(row, loaded.paths), kinds, meant) for row in standing]
    found.extend(leaks(records, loaded.paths, kinds))
    of_pictures, unsure = picture_findings(loaded, kinds)
    found.extend(of_pictures)
    return found, len(rows) - len(standing) + unsure


def judged_anew(
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    known: Judged,
    day: date | None,
) -> tuple[Judged | None, bool]:
    """What the laws make of the records after `known`, and whether all were asked for it.

    None where the whole ledger must be.
    """
    anew = loaded.since
    if anew is None:
        return known, False
    judged = judged_after(connection, loaded, anew, kinds, known)
    if judged is not None:
        return judged, False
    return judged_again(connection, loaded, anew, kinds, known, day), True


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, as `Counts` calls them."""
    severities = Counter(map(_severity, findings))
    return {f"{each}s": severities[each] for each in ("error", "warning", "note")}


def _place(finding: Finding) -> tuple[object, ...]:
    """Where a finding is listed; of two in one place the order is that of what they say."""
    return (*finding.order, sorted(finding.args.items()), finding.related or "")


def _severity(finding: Finding) -> str:
    return str(finding_words()[finding.code]["severity"])


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
