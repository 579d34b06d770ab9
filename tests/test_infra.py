"""The project's own machinery: packaging, lock files, the workflow, what is committed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

LOCKS = ("check", "site", "test")
# The one import name that differs from its package's by more than case and dashes, each.
PACKAGE_OF = {
    "PIL": "pillow",
    "chinese_calendar": "chinesecalendar",
    "git": "gitpython",
    "yaml": "pyyaml",
}


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


# Every value that a workflow takes from the forge: none of them is a contributor's own words.
TAKEN = {
    "github.ref",
    "github.event_name == 'pull_request'",
    "github.event.pull_request.base.sha || github.event.merge_group.base_sha",
    "github.event.pull_request.base.sha || github.sha",
    "github.event.pull_request.base.sha",
    "github.event.pull_request.number || ''",
    "github.server_url",
    "github.repository",
    "github.token",
    "secrets.GITHUB_TOKEN",
    "steps.deployment.outputs.page_url",
    "!cancelled()",
}
WORKFLOWS = (
    ".github/workflows/records.yml",
    ".github/workflows/report.yml",
    ".gitea/workflows/records.yml",
    ".forgejo/workflows/records.yml",
)
ROOT = Path(__file__).parent.parent


def workflow_at(path: str) -> dict[Any, Any]:
    parsed: dict[Any, Any] = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    return workflow_at(WORKFLOWS[0])


@pytest.fixture(scope="module")
def report() -> dict[Any, Any]:
    return workflow_at(WORKFLOWS[1])


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_workflow_is_looked_at() -> None:
    folders = [folder / "workflows" for folder in ROOT.glob(".*") if folder.is_dir()]
    found = {path.relative_to(ROOT).as_posix() for each in folders for path in each.rglob("*")}
    assert found == {*WORKFLOWS, ".gitcode/workflows/records.yml"}  # the last: test_infra_forges


@pytest.mark.parametrize("path", WORKFLOWS)
def test_actions_are_pinned_by_commit(path: str) -> None:
    uses = [step["uses"] for step in steps(workflow_at(path)) if "uses" in step]
    assert bool(uses) == path.startswith(".github/")
    assert [use for use in uses if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", use)] == []


def test_the_workflow_may_do_no_more_than_it_must(
    workflow: dict[Any, Any], report: dict[Any, Any]
) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    asked = {name: job.get("permissions") for name, job in workflow["jobs"].items()}
    assert asked == {
        "check": None,
        "preview": None,
        "toolkit": None,
        "build": None,
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert report["permissions"] == {}
    assert report["jobs"]["post"]["permissions"] == {
        "contents": "read",
        "actions": "read",
        "pull-requests": "write",
    }
    for each in (workflow, report):
        checkouts = [s for s in steps(each) if s.get("uses", "").startswith("actions/checkout@")]
        assert all(s["with"]["persist-credentials"] is False for s in checkouts)
    deep = [s for s in steps(workflow) if s.get("uses", "").startswith("actions/checkout@")]
    assert all(s["with"]["fetch-depth"] == 0 for s in deep)


@pytest.mark.parametrize("path", WORKFLOWS)
def test_nothing_from_outside_reaches_a_shell(path: str) -> None:
    """Not by `${{ … }}` in a command, nor by a value that a contributor wrote."""
    workflow = workflow_at(path)
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []
    text = (ROOT / path).read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert set(re.findall(r"\$\{\{\s*(.*?)\s*\}\}", code)) <= TAKEN


def test_gitlab_takes_nothing_that_a_contributor_wrote() -> None:
    pipeline = workflow_at(".gitlab-ci.yml")
    ours = {"BASE"}
    safe = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"}
    scripts = [line for job in ("check", "pages") for line in pipeline[job]["script"]]
    assert {name for line in scripts for name in re.findall(r"\$\{?(\w+)", line)} <= ours | safe
    assert ".venv/bin/gongshi ci" in scripts
    assert [job for job in pipeline if "eval" in str(pipeline[job])] == []


def test_events(workflow: dict[Any, Any], report: dict[Any, Any]) -> None:
    # YAML 1.1 reads the key `on` as true.
    assert set(workflow[True]) == {"pull_request", "merge_group", "push"}
    assert workflow[True]["push"] == {"branches": ["main"]}
    assert report[True] == {"workflow_run": {"workflows": ["records"], "types": ["completed"]}}
    assert set(workflow_at(WORKFLOWS[2])[True]) == {"pull_request_target", "push"}


@pytest.mark.parametrize(
    ("path", "job", "kind", "command"),
    [
        (WORKFLOWS[0], "check", "check", ".venv/bin/gongshi ci"),
        (WORKFLOWS[0], "preview", "site", ".venv/bin/gongshi ci --preview > /dev/null"),
        (WORKFLOWS[2], "check", "check", ".venv/bin/gongshi ci"),
    ],
)
def test_the_base_judges(path: str, job: str, kind: str, command: str) -> None:
    """Before anything of the repository runs, the base is checked out in place of the change."""
    runs = [step["run"] for step in workflow_at(path)["jobs"][job]["steps"] if "run" in step]
    assert runs[0].rstrip().endswith('git checkout --quiet --detach "$BASE"')
    assert runs[1:3] == [f"make .venv/{kind}.installed", command]


def test_gitea_and_forgejo_run_the_same() -> None:
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in WORKFLOWS[2:]]
    assert texts[0] == texts[1]


def test_the_job_that_may_write_runs_nothing_of_the_change(report: dict[Any, Any]) -> None:
    uses = [step for step in steps(report) if "uses" in step]
    assert all("ref" not in step.get("with", {}) for step in uses)
    assert not any("download-artifact" in step["uses"] for step in uses)
    runs = [step["run"] for step in steps(report) if "run" in step]
    assert runs == ["make .venv/check.installed", ".venv/bin/gongshi post"]
    with_token = [step for step in steps(report) if "GONGSHI_TOKEN" in step.get("env", {})]
    assert [step["run"] for step in with_token] == [".venv/bin/gongshi post"]


def test_only_a_checked_main_is_published(workflow: dict[Any, Any]) -> None:
    jobs = workflow["jobs"]
    assert jobs["build"]["needs"] == "check"
    assert jobs["publish"]["needs"] == "build"
    assert jobs["build"]["if"] == jobs["publish"]["if"] == "github.event_name == 'push'"
    assert "if" not in jobs["check"]


def test_codeowners_may_wait_for_a_change_of_keepers(workflow: dict[Any, Any]) -> None:
    """They cannot change in one request: neither a change of records nor publishing waits."""
    check = ".venv/bin/gongshi codeowners --check"
    runs = {
        step["run"]: step["if"]
        for step in workflow["jobs"]["toolkit"]["steps"]
        if check in step.get("run", "")
    }
    assert runs == {
        f"git diff --quiet \"$BASE\" HEAD -- . ':!records' || {check}": (
            "github.event_name != 'push'"
        ),
        check: "github.event_name == 'push'",
    }
    waited_for = {workflow["jobs"][each]["needs"] for each in ("build", "publish")}
    assert "toolkit" not in waited_for


def test_the_correction_form_warns_before_it_asks(root: Path) -> None:
    text = (root / ".github" / "ISSUE_TEMPLATE" / "correction.yml").read_text(encoding="utf-8")
    body = yaml.safe_load(text)["body"]
    assert body[0]["type"] == "markdown"
    assert "请勿填写个人隐私" in body[0]["attributes"]["value"]
    assert body[-1]["attributes"]["options"][0]["required"] is True


def locked(root: Path, name: str) -> dict[str, str]:
    """Version by package of a lock file, each with at least one hash."""
    text = (root / "scripts" / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    pin = r"^([a-z0-9-]+)==(\S+)(?: ;[^\n]*?)? \\\n +--hash=sha256:[0-9a-f]{64}"
    pins = re.findall(pin, text, re.M)
    requirements = re.findall(r"^[^\s#].*", text, re.M)
    assert len(pins) == len(requirements)
    return dict(pins)


def test_the_smaller_locks_are_parts_of_the_larger(root: Path) -> None:
    check, site, test = (locked(root, name).items() for name in LOCKS)
    assert check <= site <= test


def test_every_declared_dependency_is_locked(root: Path, project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]
    core = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    for name, wanted in (
        ("check", core),
        ("site", core + extras["site"]),
        ("test", core + extras["site"] + extras["test"]),
    ):
        assert {distribution(each) for each in wanted} <= set(locked(root, name))
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


def distribution(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return name[0].lower().replace("_", "-")


def test_rooms_import_only_what_their_lock_brings(root: Path, project: dict[str, Any]) -> None:
    """`make check` needs none of the site's packages, and nothing is imported undeclared."""
    package = root / "scripts" / "gongshi"
    core = {distribution(each) for each in project["project"]["dependencies"]}
    site = {distribution(each) for each in project["project"]["optional-dependencies"]["site"]}
    undeclared = {
        (str(path.relative_to(package)), name)
        for path in sorted(package.rglob("*.py"))
        for name in imported(path)
        if PACKAGE_OF.get(name, name).replace("_", "-")
        not in (core | site if path.relative_to(package).parts[0] == "publish" else core)
    }
    assert undeclared == set()


def test_every_dependency_is_used(root: Path, project: dict[str, Any]) -> None:
    package = root / "scripts" / "gongshi"
    extras = project["project"]["optional-dependencies"]
    declared = {distribution(each) for each in project["project"]["dependencies"] + extras["site"]}
    used = {name for path in package.rglob("*.py") for name in imported(path)}
    by_name = {PACKAGE_OF.get(name, name).replace("_", "-") for name in used}
    # The theme is no import: mkdocs.yml names it.
    assert declared - by_name == {"mkdocs-material"}


def imported(path: Path) -> set[str]:
    """The packages from outside that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"gongshi"}


def test_every_dependency_says_how_it_earns_its_place(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    listed = text[text.index("dependencies = [") : text.index("[dependency-groups]")]
    lines = re.findall(r'^    ".*', listed, re.M)
    assert lines
    assert [line for line in lines if not re.search(r'", +# \w', line)] == []


# Written in pieces, so that this file does not name what it forbids.
HOSTS = ("pypi" + ".org", "python" + "hosted.org", "deb" + ".debian.org", "npmjs" + ".org")
MIRRORS = ("pypi.tuna" + ".tsinghua", "mirrors" + ".aliyun", "npm" + "mirror.com")
MACHINE = rf"(?<![\w.*-])/(?:{'wo' + 'rk'}|{'ro' + 'ot'}|{'ho' + 'me'}/\w+)/"
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS + MIRRORS), MACHINE]))


def test_no_committed_file_names_a_registry_or_a_machine(root: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    named = [
        (name, found[0])
        for name in listed.stdout.split("\0")
        if name and (path := root / name).is_file() and not path.is_symlink()
        for found in FORBIDDEN.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


@pytest.mark.parametrize(
    "text", ["see /wor" + "k/x", f"https://{HOSTS[0]}/simple", "'/hom" + "e/a/b'"]
)
def test_the_search_for_them_finds_them(text: str) -> None:
    assert FORBIDDEN.search(text)


READMES = ("README.md", "README.zh-CN.md")
GUIDES = ("CONTRIBUTING.md", "CONTRIBUTING.zh-CN.md")


@pytest.mark.parametrize(("english", "chinese"), [READMES, GUIDES])
def test_twins_have_the_same_sections(root: Path, english: str, chinese: str) -> None:
    assert levels(root / english) == levels(root / chinese)


def levels(page: Path) -> list[int]:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, re.M)]


@pytest.mark.parametrize("page", READMES + GUIDES)
def test_every_command_in_the_pages_exists(root: Path, page: str) -> None:
    text = (root / page).read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.M)
    assert set(re.findall(r"\bmake ([a-z]+)", text)) <= set(targets)
    for command in sorted(set(re.findall(r"\bgongshi ([a-z][a-z-]*)", text))):
        ask = [sys.executable, "-m", "gongshi", command, "--help"]
        asked = subprocess.run(ask, cwd=root / "scripts", capture_output=True)
        assert asked.returncode == 0, command


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_the_finding_in_the_readme_is_what_the_check_prints(
    root: Path, page: str, lang: str
) -> None:
    shown = re.search(r"^```text\n(.*?)\n```", (root / page).read_text("utf-8"), re.M | re.S)
    printed = root / "tests" / "examples" / "bad" / "Y003" / f"expected.{lang}.txt"
    assert shown
    assert printed.read_text(encoding="utf-8").startswith(shown[1] + "\n\n")


@pytest.mark.parametrize("page", READMES + GUIDES)
def test_links_between_the_pages_lead_somewhere(root: Path, page: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (root / page).read_text(encoding="utf-8"))
    assert [target for target in targets if not (root / target).exists()] == []


SKIPPING = """
import pytest

@pytest.mark.browser
def test_in_a_browser() -> None: ...

def test_that_skips_itself() -> None:
    pytest.skip("not here")
"""


@pytest.mark.parametrize(("no_skip", "status"), [("", 0), ("1", 1)])
def test_nothing_is_skipped_where_nothing_may_be(
    root: Path, tmp_path: Path, no_skip: str, status: int
) -> None:
    (tmp_path / "conftest.py").write_text((root / "tests" / "conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: Chromium\n")
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    env = {"PATH": "", "PYTHONPATH": str(root / "scripts")}
    done = subprocess.run(
        run, env={**env, "GONGSHI_NO_SKIP": no_skip}, capture_output=True, text=True
    )
    assert done.returncode == status
    # Without a browser on PATH both are skipped, or both are counted as failures.
    assert ("1 failed, 1 error" if no_skip else "2 skipped") in done.stdout
