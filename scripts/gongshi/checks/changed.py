"""A check that shows only what the changes since the last commit have to do with.

Everything is checked as ever, since a change in one file may break another; by what an earlier run
has kept, if one has. Of what was found that in changed files is shown, and of the rest what was not
so in the last commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gongshi.records.differing import contents, uncommitted

if TYPE_CHECKING:
    from gongshi.checks.ledger import Watch
    from gongshi.checks.run import CheckResult
    from gongshi.findings import Finding
    from gongshi.kinds import Kind


def check_changed(root: Path, kinds: Mapping[str, Kind], watch: Watch) -> CheckResult | None:
    """What is wrong with the record files that are not as in the last commit, and by them.

    The counts are of these files and findings. None where there is no commit. Where nothing has
    changed, nothing is read.
    """
    with ThreadPoolExecutor() as beside:
        asked = beside.submit(uncommitted, root)
        # Loaded while Git looks, and a database opened while the rest is loaded.
        from gongshi.records.database import open_ahead

        beside.submit(open_ahead)
        from gongshi.checks.run import CheckResult, Counts, check, known_before, run_check
        from gongshi.records.load import Loaded
        from gongshi.records.otherwise import otherwise
    changed = asked.result()
    if changed is None:
        return None
    if not changed:
        return CheckResult([], Counts(0, 0, 0, 0, 0, 0), Loaded({}, [], [], {}))
    result = run_check(root, kinds, watch=watch)
    shown = [each for each in result.findings if each.file in changed]
    if len(shown) < len(result.findings):
        # Elsewhere there are findings: which are new, only the records as they were tell.
        was = otherwise(result.loaded, root, kinds, contents(root, changed))
        known, found = known_before(root, result.loaded)
        stood = {each.same for each in check(was, kinds, known=known, found=found).findings}
        shown = [each for each in result.findings if each.file in changed or each.same not in stood]
    return _of(result, shown, changed.keys())


def _of(result: CheckResult, shown: list[Finding], files: Collection[str]) -> CheckResult:
    from gongshi.checks.run import by_severity

    counts = replace(
        result.counts,
        files=len({*files, *(each.file for each in shown)}),
        **by_severity(shown),
        hanging=0,
        waived=0,
    )
    return replace(result, findings=shown, counts=counts)
