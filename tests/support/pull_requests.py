"""A bare repository, clones of it, and pull requests, judged where the main branch is out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongshi.checks.run import check
from gongshi.checks.shown import Shown, show
from gongshi.kinds import Field, Kind
from gongshi.review import Report, Sides, as_markdown, as_text, read_sides, review

DAY = "2025-04-20T10:00:00+08:00"
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_DATE": DAY,
    "GIT_COMMITTER_DATE": DAY,
}


def git(where: Path, *arguments: str, **more: str) -> str:
    """What a Git command prints; nothing of this machine's settings has a part in it."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=where,
        env=os.environ | SETTINGS | more,
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


def name_of(who: str) -> dict[str, str]:
    """The settings by which Git takes somebody for the author and committer."""
    told = {}
    for role in ("AUTHOR", "COMMITTER"):
        told |= {f"GIT_{role}_NAME": who, f"GIT_{role}_EMAIL": f"{who}@example.org"}
    return told


def public(key: Path) -> str:
    """The public half of a key, as staff records hold it."""
    return " ".join(key.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


def errors(shown: Sequence[Shown]) -> list[tuple[str, str]]:
    """Code and place (file and line) of every error."""
    return [
        (each.finding.code, f"{each.finding.file.removeprefix('records/')}:{each.span.line}")
        for each in shown
        if each.severity == "error"
    ]


@dataclass(frozen=True)
class Verdict:
    """What was said of a pull request."""

    report: Report
    shown: list[Shown]
    kinds: Mapping[str, Kind]

    @property
    def records(self) -> dict[str, str]:
        """What became of which record."""
        return {f"{each.kind} {each.id}": each.state for each in self.report.changed}

    @property
    def fields(self) -> dict[str, tuple[object, object]]:
        """The fields told of records that changed, with what was and what is."""
        return {
            "/".join(step.name if isinstance(step, Field) else step for step in each.steps): (
                each.before,
                each.after,
            )
            for record in self.report.changed
            for each in record.fields
        }

    @property
    def figures(self) -> dict[str, tuple[str | None, str | None]]:
        """The figures that moved: whose and what, with what was and what is."""
        return {
            " ".join(filter(None, (each.kind, each.id, each.what, each.detail))): (
                each.before,
                each.after,
            )
            for each in self.report.effects
        }

    @property
    def pages(self) -> dict[str, str]:
        """The pages that appear or vanish."""
        return {each.address: each.state for each in self.report.pages if each.state != "changes"}

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """Every error."""
        return errors(self.shown)

    @property
    def codes(self) -> set[str]:
        """The codes of whatever was found."""
        return {each.finding.code for each in self.shown}

    def markdown(self) -> str:
        """The comment, in Chinese."""
        return as_markdown(self.report, self.shown, self.kinds, "zh")

    def text(self) -> str:
        """What a terminal shows, in Chinese."""
        return as_text(self.report, self.shown, self.kinds, "zh")


@dataclass
class Forge:
    """`bare` is what all push to; in `desk` the main branch is out, and judges."""

    top: Path
    kinds: Mapping[str, Kind]
    keys: Mapping[str, Path]
    count: int = 0
    clones: dict[str, Path] = field(default_factory=dict)

    @property
    def bare(self) -> Path:
        return self.top / "records.git"

    @property
    def desk(self) -> Path:
        return self.clone("desk")

    def clone(self, who: str) -> Path:
        """Somebody's own clone."""
        if who not in self.clones:
            self.clones[who] = self.top / who
            git(self.top, "clone", "-q", "--shared", str(self.bare), who)
        return self.clones[who]

    def pull(self, who: str, base: str = "main") -> Pull:
        """A branch off `base` in somebody's clone."""
        self.count += 1
        where = self.clone(who)
        git(where, "fetch", "-q", "--prune", "origin")
        git(where, "checkout", "-q", "-f", "-B", f"{who}-{self.count}", f"origin/{base}")
        git(where, "clean", "-q", "-f", "-d", "-x")
        return Pull(self, who, where, f"{who}-{self.count}")

    def merge(self, pull: Pull) -> None:
        """Merge a pushed request into the main branch, as the forge does."""
        git(self.bare, "update-ref", "refs/heads/main", f"refs/heads/{self.queued(pull)}")

    def queued(self, pull: Pull) -> str:
        """The branch on which a merge queue tries a pushed request with the main branch."""
        desk = self.clone("queue")
        git(desk, "fetch", "-q", "--prune", "origin")
        git(desk, "checkout", "-q", "-f", "--detach", "origin/main")
        asked = ("merge", "-q", "--no-ff", "-m", "merge", f"origin/{pull.branch}")
        git(desk, *asked, **name_of("merge-queue[bot]"))
        git(desk, "push", "-q", "origin", f"HEAD:refs/heads/queue-{pull.branch}")
        return f"queue-{pull.branch}"

    def judged(self, head: str, base: str = "main", actor: str = "") -> Verdict:
        """The whole report of `head` against `base`, both of them branches of `bare`."""
        sides = self._sides(head, base, actor)
        report = review(sides, self.kinds)
        return Verdict(report, show(report.found, self.desk, "zh", sides.contents), self.kinds)

    def refused(
        self, head: str, base: str = "main", actor: str = "", *, straight: bool = False
    ) -> list[tuple[str, str]]:
        """The errors of `head` against `base`; where the gates have none, those of the check."""
        sides = self._sides(head, base, actor, straight=straight)
        found = show([*sides.gates, *sides.after.findings], self.desk, "zh", sides.contents)
        if not errors(found):
            checked = check(sides.after, self.kinds, sides.judge, sides.gates).findings
            found = show(checked, self.desk, "zh", sides.contents)
        return errors(found)

    def _sides(self, head: str, base: str, actor: str, *, straight: bool = False) -> Sides:
        git(self.desk, "fetch", "-q", "--prune", "origin")
        git(self.desk, "checkout", "-q", "--detach", "origin/main")
        names = [name if len(name) == 40 else f"origin/{name}" for name in (base, head)]
        sides = read_sides(self.desk, self.kinds, *names, actor, straight=straight)
        assert isinstance(sides, Sides), sides
        return sides


@dataclass
class Pull:
    """A pull request in the making."""

    forge: Forge
    who: str
    where: Path
    branch: str

    def path(self, name: str) -> Path:
        return self.where / "records" / f"{name}.yaml"

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> Pull:
        """Write a record (`folder/id`)."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")
        return self

    def edit(self, name: str, *pairs: tuple[str, str]) -> Pull:
        """Put one text for another in a record."""
        text = self.read(name)
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return self.write(name, text)

    def add(self, name: str, text: str) -> Pull:
        """Write more at the end of a record."""
        return self.write(name, self.read(name) + text)

    def remove(self, name: str) -> Pull:
        self.path(name).unlink()
        return self

    def commit(
        self,
        who: str = "",
        subject: str = "records",
        sign: str = "",
        also: tuple[str, ...] = (),
        day: str = DAY,
    ) -> Pull:
        """Commit all there is, by whoever's branch it is or by another, signed with a key."""
        signing: tuple[str, ...] = ()
        if sign:
            signing = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={self.forge.keys[sign]}")
        git(self.where, "add", "--all")
        flags = ("-S",) if sign else ()
        asked = ("commit", "-q", "-m", subject, *flags, *also)
        days = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        git(self.where, *signing, *asked, **name_of(who or self.who), **days)
        return self

    def push(self) -> Pull:
        git(self.where, "push", "-q", "--force", "origin", f"HEAD:refs/heads/{self.branch}")
        return self

    def judged(self, actor: str | None = None) -> Verdict:
        """Commit what is not yet, push, and hear; opened by whoever's branch it is."""
        self._pushed()
        return self.forge.judged(self.branch, actor=self.who if actor is None else actor)

    def refused(self, actor: str | None = None) -> list[tuple[str, str]]:
        """The errors that are found in it, as `Forge.refused` gives them."""
        self._pushed()
        return self.forge.refused(self.branch, actor=self.who if actor is None else actor)

    def _pushed(self) -> None:
        if git(self.where, "status", "--porcelain"):
            self.commit()
        self.push()
