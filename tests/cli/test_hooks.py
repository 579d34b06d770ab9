"""The hooks for pre-commit: their commands refuse a staged fault and rewrite odd writing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from git import Repo
from repositories import commit
from small_county import copy_county
from typer.testing import CliRunner, Result

from gongshi.cli import app
from gongshi.cli.common import CLEAN, ERRORS

TEAM = "records/teams/demo-lamp.yaml"


def hooks(root: Path) -> dict[str, list[dict[str, Any]]]:
    """The hooks by id, for others and for this repository itself."""
    others = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text("utf-8"))
    own = yaml.safe_load((root / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [each["repo"] for each in own["repos"]] == ["local"]
    found: dict[str, list[dict[str, Any]]] = {}
    for each in [*others, *own["repos"][0]["hooks"]]:
        found.setdefault(each["id"], []).append(each)
    return found


def called(hook: dict[str, Any], paths: list[str]) -> Result:
    """Call a hook as pre-commit does, in the top folder, with the files it asks for."""
    program, *words = hook["entry"].split()
    assert program in ("gongshi", ".venv/bin/gongshi")
    names = [each for each in paths if re.search(hook["files"], each)]
    assert names
    if hook.get("pass_filenames", True):
        words += names
    return CliRunner().invoke(app, [*words, "--lang", "en"])


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = Repo.init(copy_county(tmp_path))
    commit(made)
    monkeypatch.chdir(tmp_path)
    return made


def test_both_files_offer_the_same_hooks(root: Path) -> None:
    found = hooks(root)
    assert sorted(found) == ["gongshi-check", "gongshi-fmt"]
    for theirs, own in found.values():
        said = ("files", "pass_filenames", "require_serial", "name")
        assert [theirs.get(each) for each in said] == [own.get(each) for each in said]
        assert own["entry"] == f".venv/bin/{theirs['entry']}"
        assert (theirs["language"], own["language"]) == ("python", "system")


@pytest.mark.parametrize("which", [0, 1])
def test_a_staged_fault_is_refused(root: Path, repo: Repo, which: int) -> None:
    hook = hooks(root)["gongshi-check"][which]
    file = Path(TEAM)
    text = file.read_text("utf-8")
    file.write_text(text.replace("name: ", "name: 新"), "utf-8")
    repo.git.add(TEAM)
    assert called(hook, [TEAM]).exit_code == CLEAN
    file.write_text(text + "nobody: knows\n", "utf-8")
    repo.git.add(TEAM)
    refused = called(hook, [TEAM])
    assert refused.exit_code == ERRORS
    assert TEAM in refused.stdout


def test_odd_writing_is_rewritten(root: Path, repo: Repo) -> None:
    hook = hooks(root)["gongshi-fmt"][0]
    file = Path(TEAM)
    text = file.read_text("utf-8")
    file.write_text(text.replace("name: ", "name:   "), "utf-8")
    repo.git.add(TEAM)
    assert called(hook, [TEAM, "README.md"]).exit_code == CLEAN
    assert file.read_text("utf-8") == text
