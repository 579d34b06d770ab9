"""The one runner of all checks: every `sql/<CODE>_<slug>.sql`, the leak scanner, closed periods.

Codes X are asked of the records (`of_records`); codes L (the laws) and O (the offices' processes)
of the ledger derived from them with the records beside it, and only where every file could be read.
`rows` says what a check is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongshi.checks import ledger, of_records
from gongshi.checks.again import judged_again
from gongshi.checks.closed import may_have_entered
from gongshi.checks.database import open_database
from gongshi.checks.laws import law_tally
from gongshi.checks.ledger import Judged, Watch, judge
from gongshi.checks.narrow import judged_after, pays
from gongshi.checks.of_records import Found, find, find_after
from gongshi.checks.pictures import picture_findings
from gongshi.checks.remade import made_in
from gongshi.checks.touched import touched_by
from gongshi.checks.verdict import keep_verdict, verdict
from gongshi.checks.waivers import waive
from gongshi.findings import Finding
from gongshi.kinds import Kind
from gongshi.records.database import MANY, open_tables
from gongshi.records.load import Loaded, load
from gongshi.records.queries import Columns
from gongshi.tally.figures import HOLDERS, figures, keep_figures
from gongshi.words import finding_words

if TYPE_CHECKING:
    from gongshi.checks.base import Base


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
            # Loaded where it is asked: most checks have no base.
            from gongshi.checks.change import change_findings

            gates = change_findings(root, kinds, base.sha, None, loaded, base.actor)
            return check(loaded, kinds, base, gates, watch, *known_before(root, loaded))
        state = loaded.state
        if state is None:
            return check(loaded, kinds, watch=watch)
        if (told := verdict(root, state)) is not None:
            return CheckResult(told[0], Counts(**told[1]), loaded)
        known, found = known_before(root, loaded)
        if day is not None and known is not None and known.day != day.isoformat() and pays(loaded):
            known = None  # whole once, so that the figures of the new day are had after each change
        checked = _checked(loaded, kinds, None, (), watch, known, found, day)
    for each in keeping:
        each.result()
    result, judged = checked.result, checked.judged
    keep_verdict(root, state, result.findings, asdict(result.counts))
    since = loaded.since
    is_much = since is not None and since.is_much
    if judged is not None and (is_much or (checked.is_whole and (known is None or pays(loaded)))):
        if since is not None:
            since.keep()
        ledger.keep(root, state, loaded.paths, judged)
        of_records.keep(root, state, checked.found)
    sums = judged.sums if judged is not None and (day is not None or pays(loaded)) else None
    if sums is not None and not result.has_errors:
        records = open_tables({name: loaded.tables[name] for name in HOLDERS})
        keep_figures(root, state, figures(sums, records))
    return result


def known_before(root: Path, loaded: Loaded) -> tuple[Judged | None, Found | None]:
    """What was found of the records as they are kept, if that is kept too."""
    state = loaded.state if loaded.since is None else loaded.since.state
    if state is None:
        return None, None
    return ledger.known(root, state), of_records.known(root, state)


def check(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None = None,
    since: Sequence[Finding] = (),
    watch: Watch = _unwatched,
    known: Judged | None = None,
    found: Found | None = None,
) -> CheckResult:
    """Every finding about the records in `loaded`, those of the rings first among them.

    `since` are the changes against `base` that were found. `known` is what the laws made of the
    records, and `found` what else was found of them, before `loaded.since` if any.
    """
    return _checked(loaded, kinds, base, since, watch, known, found).result


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was found, of records alone, and by the laws of the ledger, if they were asked.

    `is_whole`: the ledger was derived of all records.
    """

    result: CheckResult
    found: Found
    judged: Judged | None
    is_whole: bool


def _checked(
    loaded: Loaded,
    kinds: Mapping[str, Kind],
    base: Base | None,
    since: Sequence[Finding],
    watch: Watch,
    known: Judged | None = None,
    found: Found | None = None,
    day: date | None = None,
) -> _Checked:
    """What `check` finds; `day` is that of the figures."""
    watch("checking", 0, 0)
    unread = {each.file for each in loaded.findings if _severity(each) == "error"}
    is_known = known is not None or found is not None
    touched = touched_by(loaded, loaded.since if is_known else None, kinds)
    judged, is_whole = None, False
    with ThreadPoolExecutor(1) as beside:
        if found is None:
            opened = beside.submit(open_database, loaded, kinds)
            finding = beside.submit(lambda: find(loaded, kinds, opened.result()))
        else:
            opened = None
            finding = beside.submit(find_after, loaded, touched, kinds, found)
        if not unread:
            watch("tallying", 0, 0)
            if known is not None and not (base is not None and may_have_entered(loaded, base)):
                judged, is_whole = judged_anew(loaded, touched, kinds, known, day)
            if judged is not None and base is not None:
                judged = ledger.after_gates(judged, since)
            if judged is None:
                is_whole = True
                connection = None
                if opened is not None and not pays(loaded):  # few: one database is enough
                    wait([finding])
                    connection = opened.result()
                tally = law_tally(loaded, kinds, connection)
                judged = judge(tally, loaded, kinds, base, since, watch, day)
                if loaded.tables["activity__participants"].num_rows < MANY:  # else too much to keep
                    judged = replace(judged, made=lambda _: made_in(tally.connection))
        found = finding.result()
    of_pictures, unsure = picture_findings(loaded, kinds)
    told = [*since, *found.findings, *of_pictures]
    hanging = found.hanging + unsure
    if judged is not None:
        told.extend(judged.findings)
        hanging += judged.hanging
    kept, waived = waive(loaded, kinds, told, laws_asked=not unread)
    findings = sorted([*loaded.findings, *kept], key=_place)
    counts = Counts(
        files=len({*loaded.paths, *(each.file for each in loaded.findings)}),
        **by_severity(findings),
        hanging=hanging,
        waived=waived,
        unread=len(unread),
    )
    return _Checked(CheckResult(findings, counts, loaded), found, judged, is_whole)


def judged_anew(
    loaded: Loaded, touched: Columns, kinds: Mapping[str, Kind], known: Judged, day: date | None
) -> tuple[Judged | None, bool]:
    """What the laws make of the records after `known`, and whether all were asked for it.

    `touched` is what `loaded.since` touches. None where the whole ledger must be.
    """
    if loaded.since is None:
        return known, False
    judged = judged_after(loaded, loaded.since, touched, kinds, known)
    if judged is not None:
        return judged, False
    return judged_again(loaded, touched, kinds, known, day), True


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, as `Counts` calls them."""
    severities = Counter(map(_severity, findings))
    return {f"{each}s": severities[each] for each in ("error", "warning", "note")}


def _place(finding: Finding) -> tuple[object, ...]:
    """Where a finding is listed; of two in one place the order is that of what they say."""
    return (*finding.order, sorted(finding.args.items()), finding.related or "")


def _severity(finding: Finding) -> str:
    return str(finding_words()[finding.code]["severity"])
