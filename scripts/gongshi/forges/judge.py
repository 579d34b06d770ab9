"""The judgement of a change: the check against its base and the review, made in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gongshi.checks.run import CheckResult, run_check
from gongshi.checks.shown import Shown, show
from gongshi.forges.environment import Run
from gongshi.kinds import Kind
from gongshi.records.commits import git, led_to
from gongshi.records.guards import MAX_BYTES
from gongshi.records.repository import repository
from gongshi.records.walk import FOLDER
from gongshi.review import Report, read_sides, review
from gongshi.words import Lang

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    `shown` are all findings; `report` is what the change means, None where there is no base. `new`
    are those findings that came with the change, `lines` the lines of each file that it wrote.
    `is_own_judge`: the toolkit that judged came with the change itself.
    """

    checked: CheckResult
    shown: Sequence[Shown]
    report: Report | None
    new: Sequence[Shown]
    lines: Mapping[str, frozenset[int]]
    is_own_judge: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether the run fails."""
        return self.checked.has_errors

    def rank(self, each: Shown) -> int:
        """How soon a finding is told where not all can be: changed lines, then what is new."""
        if each.span.line in self.lines.get(each.finding.file, ()):
            return 0
        return 1 if id(each) in self._new else 2

    @cached_property
    def _new(self) -> frozenset[int]:
        return frozenset(map(id, self.new))


def judge(root: Path, kinds: Mapping[str, Kind], run: Run, lang: Lang) -> Outcome | str:
    """Check the records of a run's later side and say what its change means.

    A name that is no commit here is given back.
    """
    if not run.base:
        checked = run_check(root, kinds)
        shown = show(checked.findings, root, lang)
        return Outcome(checked, shown, None, shown, {})
    sides = read_sides(root, kinds, run.base, run.head or None, run.actor, straight=run.is_push)
    if sides is None or isinstance(sides, str):
        return sides or run.base
    report = review(sides, kinds)
    shown = show(report.checked.findings, root, lang, sides.contents)
    found = {id(each) for each in report.found}
    return Outcome(
        report.checked,
        shown,
        report,
        [each for each in shown if id(each.finding) in found],
        changed_lines(root, sides.base, sides.head),
        bool(run.head) and _holds(root, run.head),
    )


def changed_lines(root: Path, base: str, head: str) -> dict[str, frozenset[int]]:
    """The lines that a change wrote, by record file; the change to the work tree for no head."""
    with repository(root) as repo:
        if repo is None:
            return {}
        # Paths as they are, whatever letters they hold; no lines of what is too large for a record.
        settings = {"KEY_0": "core.quotePath", "VALUE_0": "false"}
        settings |= {"KEY_1": "core.bigFileThreshold", "VALUE_1": str(MAX_BYTES), "COUNT": "2"}
        repo.git.update_environment(**{f"GIT_CONFIG_{key}": settings[key] for key in settings})
        options = ("-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
        ends = [base, head] if head else [base]
        told = git(repo, "diff", *options, "--no-prefix", *ends, "--", f"{FOLDER}/")
    found: dict[str, set[int]] = {}
    for path, first, count in _hunks(told.split("\n")):
        found.setdefault(path, set()).update(range(first, first + count))
    return {path: frozenset(lines) for path, lines in found.items()}


def _hunks(lines: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """(path, first line, number of lines) of each piece that a diff without context writes.

    The pieces are stepped over by their length, so that no line within is taken for a heading.
    """
    path, at = "", 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("+++ "):
            path = line[4:].rstrip("\t")
        elif hunk := _HUNK.match(line):
            gone, first, count = (1 if each is None else int(each) for each in hunk.groups())
            yield path, first, count
            at += gone + count
            while at < len(lines) and lines[at].startswith("\\"):
                at += 1


def _holds(root: Path, commit: str) -> bool:
    """Whether what is checked out came with a commit, so that its own toolkit judges it."""
    with repository(root) as repo:
        return repo is not None and led_to(repo, commit, "HEAD")
