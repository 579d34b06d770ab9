"""The pipelines for Gitee and GitCode, held to what these two document of their files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

GITCODE, GITEE = ".gitcode/workflows/records.yml", ".workflow/records.yml"
INSTALL, CHECK = "make .venv/check.installed", ".venv/bin/gongshi ci"


def parsed(root: Path, path: str) -> dict[Any, Any]:
    told: dict[Any, Any] = yaml.safe_load((root / path).read_text(encoding="utf-8"))
    return told


@pytest.fixture
def steps(root: Path) -> list[dict[str, Any]]:
    """Those of GitCode's only job."""
    job = parsed(root, GITCODE)["jobs"]["check"]
    assert job["runs-on"] in ("default", "ubuntu-latest")
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_gitcode_events_and_rights(root: Path) -> None:
    workflow = parsed(root, GITCODE)
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True] == {each: {"branches": ["main"]} for each in ("pull_request", "push")}
    assert workflow["permissions"] == {"repository": "read", "pr": "read"}


def test_gitcode_steps_are_as_it_wants_them(steps: list[dict[str, Any]]) -> None:
    """Each has a name of the letters that are allowed; its own plug-ins bear no owner."""
    name = re.compile(r"[\u4e00-\u9fffA-Za-z0-9\-_,;:./()（） ]{1,128}")
    assert all(name.fullmatch(each["name"]) for each in steps)
    used = [each["uses"] for each in steps if "uses" in each]
    assert used == ["checkout", "setup-python", "upload-artifact"]
    assert steps[0]["with"]["fetch-depth"] == 0


def test_on_gitcode_the_base_judges(root: Path, steps: list[dict[str, Any]]) -> None:
    """And nothing that a contributor wrote reaches a shell."""
    runs = [each["run"] for each in steps if "run" in each]
    assert runs[0] == 'if [ -n "$BASE" ]; then git checkout --quiet --detach "$BASE"; fi'
    assert runs[1:] == [INSTALL, CHECK]
    assert not any("${{" in each for each in runs)
    text = (root / GITCODE).read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{\{\s*(.*?)\s*\}\}", text)) == {
        "atomgit.event.pull_request.head.sha",
        "atomgit.event.pull_request.base.sha",
        "always",
    }


def test_gitee_form(root: Path) -> None:
    """Stages and their steps stand side by side, commands are a list; a version must be told."""
    pipeline = parsed(root, GITEE)
    assert pipeline["version"] == "1.0"
    only = {"branches": {"precise": ["main"]}}
    assert pipeline["triggers"] == {"trigger": "auto", "pr": only, "push": only}
    [stage] = pipeline["stages"]
    [step] = stage["steps"]
    assert (step["step"], step["pythonVersion"]) == ("build@python", "3.11")
    assert all(isinstance(each, str) for each in step["commands"])
    assert step["artifacts"] == [{"name": "GONGSHI", "path": ["./build/ci"]}]


def test_on_gitee_the_base_judges(root: Path) -> None:
    """And nothing that a contributor wrote reaches a shell: the title of the request is a trap."""
    commands = parsed(root, GITEE)["stages"][0]["steps"][0]["commands"]
    assert commands[-3:] == ['git checkout --quiet --detach "$GITEE_COMMIT"', INSTALL, CHECK]
    names = {name for each in commands for name in re.findall(r"\$\{?(\w+)", each)}
    assert names == {"GITEE_PULL_ID", "GITEE_COMMIT"}
