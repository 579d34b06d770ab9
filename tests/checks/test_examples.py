"""Every code has a bad example and a good one, with the exact text that is shown for each."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from git import Repo
from repositories import commit

from gongshi.checks.base import Base, read_base
from gongshi.checks.render import as_text
from gongshi.checks.run import run_check
from gongshi.checks.shown import show
from gongshi.findings import Severity
from gongshi.kinds import Kind
from gongshi.records import load as loading
from gongshi.records import pictures
from gongshi.records.guards import MAX_BYTES
from gongshi.records.walk import Source, walk
from gongshi.records.workers import read_shares
from gongshi.words import Lang, finding_words

EXAMPLES = Path(__file__).parent.parent / "examples"
SIDES = ("bad", "good")
Kinds = dict[str, Kind]
CAMPAIGN = "id: spring\nbasis: local\nname: 春风行动\nplace: demo\n"
# They are about a commit and what became of it: `base/` and `head/`.
OF_TWO_COMMITS = {"L001", "L002", "O401", "O402"}
# They are about commits and who made them: tests/checks/change makes these.
OF_A_CHANGE = {code for code in finding_words() if code.startswith("C")}


class Making:
    """Makes a bad example that no small committed file can be, out of the records of a good one.

    Each method is named after a code and gives the kinds by which to check.
    """

    def __init__(
        self, root: Path, kinds: Kinds, patch: pytest.MonkeyPatch, sabotage: type[Source]
    ) -> None:
        self.root, self.kinds, self.patch, self.sabotage = root, kinds, patch, sabotage

    def write(self, text: str, name: str = "spring") -> Path:
        path = self.root / "records" / "campaigns" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ruled(self, **rule: Any) -> Kinds:
        """The kinds, with a rule for campaigns that no schema of the repository has yet."""
        campaign = self.kinds["campaign"]
        return self.kinds | {"campaign": replace(campaign, schema={**campaign.schema, **rule})}

    def b004(self) -> Kinds:
        """A pipe, which would be waited on for ever."""
        os.mkfifo(self.root / "records" / "teams" / "pipe.yaml")
        return self.kinds

    def b005(self) -> Kinds:
        """A file of one byte too many."""
        os.truncate(self.write(CAMPAIGN), MAX_BYTES + 1)
        return self.kinds

    def b015(self) -> Kinds:
        """A file that the system does not let us open; root may open all, so it is pretended."""
        locked, open_any = self.write(CAMPAIGN), os.open

        def opens(path: Any, flags: int, *more: Any, **others: Any) -> int:
            if Path(path) == locked:
                raise PermissionError(13, "Permission denied")
            return open_any(path, flags, *more, **others)

        self.patch.setattr(os, "open", opens)
        return self.kinds

    def b016(self) -> Kinds:
        """A file that kills whichever process reads it."""
        return self.lost("killer")

    def b017(self) -> Kinds:
        """A file that holds up whichever process reads it."""
        return self.lost("sleeper")

    def lost(self, name: str) -> Kinds:
        """Of all files, which several processes read, the one named so costs them their life."""
        self.write(CAMPAIGN.replace("spring", name), name)

        def walks(*given: Any) -> Any:
            sources, findings = walk(*given)
            lost = [self.sabotage(s.path, s.kind, s.size) if s.id == name else s for s in sources]
            return lost, findings

        self.patch.setattr(loading, "FEW", 0)
        self.patch.setattr(loading, "walk", walks)
        self.patch.setattr(loading, "read_shares", partial(read_shares, patience=1.0))
        return self.kinds

    def b020(self) -> Kinds:
        """A picture whose file is of one byte too many."""
        path = self.root / "records" / "pictures" / "spring.jpg"
        path.parent.mkdir()
        path.touch()
        os.truncate(path, pictures.MAX_BYTES + 1)
        return self.kinds

    def s034(self) -> Kinds:
        """A rule of a keyword that has no words of its own."""
        self.write(CAMPAIGN + "from: 2026-03-01\nto: 2026-03-31\n")
        return self.ruled(**{"not": {"required": ["from", "to"]}})

    def s035(self) -> Kinds:
        """A text that is shorter than a schema wants."""
        self.write(CAMPAIGN)
        properties = self.kinds["campaign"].schema["properties"]
        longer = {**properties["name"], "minLength": 10}
        return self.ruled(properties={**properties, "name": longer})

    def s036(self) -> Kinds:
        """More faults than anybody would read."""
        self.write(CAMPAIGN + "".join(f"extra_{at}: x\n" for at in range(200)))
        return self.kinds


MADE = {name.upper() for name in vars(Making) if name[1:].isdigit()}


def expect_shown(
    root: Path, kinds: Kinds, side: str, code: str, base: Base | None = None
) -> set[str]:
    """The findings of `code` below `root`, and the summary, are shown as the example says.

    Gives all codes found.
    """
    result = run_check(root, kinds, base)
    for lang in get_args(Lang):
        told = [each for each in show(result.findings, root, lang) if each.finding.code == code]
        expected = EXAMPLES / side / code / f"expected.{lang}.txt"
        assert as_text(result, told, lang).plain == expected.read_text(encoding="utf-8")
    return {each.code for each in result.findings}


@pytest.mark.parametrize("code", sorted(set(finding_words()) - MADE - OF_TWO_COMMITS - OF_A_CHANGE))
@pytest.mark.parametrize("side", SIDES)
def test_example_is_shown_exactly_so(side: str, code: str, kinds: Kinds) -> None:
    found = expect_shown(EXAMPLES / side / code, kinds, side, code)
    assert found == ({code} if side == "bad" else set())


@pytest.mark.parametrize("code", sorted(OF_TWO_COMMITS))
@pytest.mark.parametrize("side", SIDES)
def test_example_of_two_commits_is_shown_exactly_so(
    side: str, code: str, kinds: Kinds, tmp_path: Path
) -> None:
    repo = Repo.init(tmp_path)
    shutil.copytree(EXAMPLES / side / code / "base" / "records", tmp_path / "records")
    commit(repo)
    shutil.rmtree(tmp_path / "records")
    # Without the files' own times: Git would take a file of one size and time for unchanged.
    head = EXAMPLES / side / code / "head" / "records"
    shutil.copytree(head, tmp_path / "records", copy_function=shutil.copyfile)
    base = read_base(tmp_path, "HEAD", kinds)
    assert base is not None
    found = expect_shown(tmp_path, kinds, side, code, base)
    assert found == ({code} if side == "bad" else set())


@pytest.mark.parametrize("code", sorted(MADE))
def test_made_example_is_shown_exactly_so(
    code: str,
    world: Path,
    kinds: Kinds,
    monkeypatch: pytest.MonkeyPatch,
    sabotage: type[Source],
) -> None:
    assert expect_shown(world, kinds, "good", code) == set()
    with monkeypatch.context() as patch:
        made = getattr(Making(world, kinds, patch, sabotage), code.lower())()
        # Of a file with very many faults the first are told as well.
        assert expect_shown(world, made, "bad", code) - {"S002"} == {code}


def test_every_code_has_its_examples_and_no_other_has() -> None:
    for side in SIDES:
        folders = {path.name for path in (EXAMPLES / side).iterdir()}
        assert folders == set(finding_words()) - OF_A_CHANGE


@pytest.mark.parametrize("code", finding_words())
def test_words_are_whole(code: str) -> None:
    words = finding_words()[code]
    assert words["severity"] in get_args(Severity)
    for part in ("title", "reason", "remedy"):
        for lang in get_args(Lang):
            assert words[part][lang].strip()
    assert set(words) <= {
        "name", "severity", "title", "reason", "remedy", "waivable", "secret",
    }  # fmt: skip


def test_names_are_used_once() -> None:
    names = [words["name"] for words in finding_words().values()]
    assert len(names) == len(set(names))
