"""`gongshi post` as the second job runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from local_forge import TOKEN, LocalForge, local_forge
from typer.testing import CliRunner

from gongshi.cli import app

RUN = {
    "id": 42,
    "event": "pull_request",
    "head_sha": "b" * 40,
    "head_branch": "x",
    "head_repository": {"owner": {"login": "fork"}},
    "html_url": "https://example.org/run",
    "conclusion": "success",
}


def posted(
    forge: LocalForge, monkeypatch: pytest.MonkeyPatch, folder: Path, event: object, token: str
) -> Result:
    (folder / "event.json").write_text(json.dumps(event), encoding="utf-8")
    for name in ("GITEA_ACTIONS", "FORGEJO_ACTIONS", "GITHUB_TOKEN", "GITEA_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_API_URL", forge.api)
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(folder / "event.json"))
    monkeypatch.setenv("GONGSHI_TOKEN", token)
    return CliRunner().invoke(app, ["post", "--root", str(folder), "--lang", "zh"])


def test_the_command_says_what_came_of_it_and_fails_only_where_it_should(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with local_forge() as forge:
        forge.says("GET /repos/o/r/pulls", [])
        gone = posted(forge, monkeypatch, tmp_path, {"workflow_run": RUN}, TOKEN)
        pushed = posted(forge, monkeypatch, tmp_path, {"before": "a" * 40}, TOKEN)
        nameless = posted(forge, monkeypatch, tmp_path, {"workflow_run": RUN}, "")
        del forge.answers["GET /repos/o/r/pulls"]
        refused = posted(forge, monkeypatch, tmp_path, {"workflow_run": RUN}, TOKEN)
    assert (gone.exit_code, "没有要写的" in gone.output) == (0, True)
    assert (pushed.exit_code, "不是为合并请求做的" in pushed.output) == (0, True)
    assert (nameless.exit_code, "GONGSHI_TOKEN" in nameless.output) == (1, True)
    assert (refused.exit_code, "404" in refused.output) == (1, True)
    assert TOKEN not in "".join(each.output for each in (gone, pushed, nameless, refused))
