"""A small repository with a place, an invented place, a ledger and hostile text, and its site."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from gongshi.checks.run import CheckResult, Counts
from gongshi.kinds import Kind, load_kinds
from gongshi.publish.build import build
from gongshi.records.load import load
from gongshi.tally import run_tally
from gongshi.tally.kept import Answers

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} " onclick="x" <!-- gongshi:home --> @@gongshi-body@@'
SECRETS = ("特长保密", "类别保密理由", "v-000002", "v-000003", "forge-account-secret", "凭证保密")

RECORDS = {
    "sources/text.yaml": "id: text\nname: 一篇报道\npublished: 2024-07-06\n",
    "places/lezhi.yaml": "id: lezhi\nbasis: reported\nname: 乐至县\nlevel: county\nfeatured: true\n"
    f"summary: '{HOSTILE}'\nsources:\n  - text\naccepted:\n  - code: P001\n"
    "    reason: 类别保密理由\n    reviewer: 岗位\n",
    "places/demo.yaml": "id: demo\nbasis: local\nname: 演示县\nlevel: county\nfeatured: true\n"
    "fictitious: true\n",
    "places/demo-town.yaml": "id: demo-town\nbasis: local\nname: 演示镇\nlevel: town\n"
    "parent: demo\n",
    "statistics/lezhi-hours.yaml": "id: lezhi-hours\nbasis: reported\nname: 服务时长\n"
    "place: lezhi\nwords: 超过4400小时\nvalue: '4400'\nqualifier: over\nunit: 小时\n"
    "headline: true\nsources:\n  - text\n",
    "bodies/demo-body.yaml": "id: demo-body\nbasis: local\nname: 演示部\nlevel: county\n"
    "place: demo\n",
    "units/demo-unit.yaml": "id: demo-unit\nbasis: local\nname: 演示站\ntype: station\n"
    "place: demo-town\n",
    "teams/demo-team.yaml": "id: demo-team\nbasis: local\nname: 演示队\nplace: demo-town\n"
    "unit: demo-unit\nsupervised_by:\n  - demo-body\nnature: general\nfounded: 2024-01-01\n",
    "staff/s-one.yaml": "id: s-one\nbasis: local\nunit: demo-unit\nroles:\n  - recorder\n"
    "forge_account: forge-account-secret\n",
    "staff/s-two.yaml": "id: s-two\nbasis: local\nunit: demo-unit\nroles:\n  - verifier\n",
    "rosters/demo-2024.yaml": "id: demo-2024\nbasis: local\nteam: demo-team\nyear: 2024\nmembers:\n"
    "  - number: v-000001\n    joined: 2024-01-02\n    skills:\n      - 特长保密\n"
    "    consent: number\n"
    "  - number: v-000002\n    joined: 2024-01-02\n    consent: nothing\n"
    "  - number: v-000003\n    joined: 2024-01-02\n    minor: true\n    consent: number\n",
    "activities/a-20240301-00000.yaml": "id: a-20240301-00000\nbasis: local\nname: 河道清理\n"
    "place: demo-town\nteam: demo-team\nunit: demo-unit\ndate: 2024-03-01\nstart: '09:00'\n"
    "participants:\n  - number: v-000001\n    minutes: 90\n  - number: v-000002\n    minutes: 60\n"
    "  - number: v-000003\n    minutes: 60\nrecorded_how: register\nrecorded_by: s-one\n"
    "recorded_on: 2024-03-01\nverified_by: s-two\nverified_on: 2024-03-03\n",
    "policies/demo-hours.yaml": "id: demo-hours\nbasis: local\nname: 演示规则\nfamily: earning\n"
    "scope: demo\nfrom: 2024-01-01\nearning:\n"
    "  - id: minutes\n    event: service\n    measure: minutes\n    amount: '1'\n    step: 1\n"
    "  - id: points\n    event: service\n    measure: points\n    amount: '10'\n"
    "    at_least: 60\n    assumed: true\n    why: 原文没有写\n"
    "modelled_on:\n  - lezhi-levels\n",
    "policies/lezhi-levels.yaml": "id: lezhi-levels\nbasis: reported\nname: 三级网点\n"
    "family: network\nscope: lezhi\nlevels:\n  - level: 1\n    label: 总站\n"
    "    figure: lezhi-hours\n  - level: 2\n    label: 分站\nprovisions:\n  - text: 设两级。\n"
    "sources:\n  - text\n",
    "units/lezhi-hall.yaml": "id: lezhi-hall\nbasis: reported\nname: 大厅\ntype: network\n"
    "place: lezhi\nscheme: lezhi-levels\nsources:\n  - text\n",
    "profiles/lezhi-someone.yaml": "id: lezhi-someone\nbasis: reported\nname: 某某\nplace: lezhi\n"
    "standing: reported\ndeeds:\n  - text: 教邻居写字。\nconsent:\n  given_on: 2024-01-01\n"
    "  means: written\n  scope: 凭证保密\nsources:\n  - text\n",
}


@dataclass
class Repository:
    """A repository in a folder of its own."""

    root: Path
    secrets: tuple[str, ...] = SECRETS

    @property
    def out(self) -> Path:
        return self.root / "build" / "site"

    @property
    def kinds(self) -> dict[str, Kind]:
        return load_kinds(self.root / "schemas")

    def write(self, path: str, text: str) -> None:
        """A file under the root."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def build(
        self,
        *,
        has_errors: bool = False,
        as_of: str = "2024-12-31",
        names: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Build the site; gives the problems."""
        loaded = load(self.root, self.kinds)
        assert loaded.findings == []
        day, answers = date.fromisoformat(as_of), Answers(self.root, self.kinds)
        tally = run_tally(loaded, self.kinds, day, answers=answers)
        counts = Counts(0, int(has_errors), 0, 0, 0, 0)
        checked = CheckResult([], counts, loaded)
        return build(self.root, self.kinds, checked, tally, self.out, names=names)

    def page(self, address: str) -> str:
        """A written page or file of the site."""
        return (self.out / address).read_text(encoding="utf-8")

    def rows(self, kind: str) -> list[Any]:
        """The records of a kind in the open data."""
        return [json.loads(line) for line in self.page(f"data/{kind}.jsonl").splitlines()]

    def files(self) -> dict[str, bytes]:
        """Every file of the site."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }

    def texts(self) -> dict[str, str]:
        """Every file of the site as one can read it: tables written out, archives unpacked."""
        return {name: _readable(name, content) for name, content in self.files().items()}


def _readable(name: str, content: bytes) -> str:
    if name.endswith(".parquet"):
        return json.dumps(
            pq.read_table(BytesIO(content)).to_pylist(), ensure_ascii=False, default=str
        )
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    if name.endswith(".ics"):
        content = content.replace(b"\r\n ", b"")  # lines are folded
    return content.decode("utf-8", errors="replace")


def make_repository(
    root: Path, top: Path, records: Mapping[str, str] | None = None, languages: str = "zh"
) -> Repository:
    """The small repository at `top`, with further `records` (text by path) if any are given."""
    for name in ("schemas", "site"):
        shutil.copytree(root / name, top / name)
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (top / "mkdocs.yml").write_text(config.replace("[zh, en]", f"[{languages}]"), encoding="utf-8")
    repository = Repository(top)
    if not (top / "site" / "dictionary").exists():
        repository.write("site/dictionary/index.md", "# 数据字典\n")
    for path, text in (RECORDS | dict(records or {})).items():
        repository.write(f"records/{path}", text)
    return repository


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Repository:
    """A small repository that a test may change."""
    return make_repository(root, tmp_path / "repository")


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The same with its site built; not to be changed."""
    repository = make_repository(root, tmp_path_factory.mktemp("built") / "repository")
    assert repository.build() == []
    return repository


@pytest.fixture
def another(root: Path, tmp_path: Path) -> Callable[[], Repository]:
    """Makes a further small repository."""
    return lambda: make_repository(root, tmp_path / "another")
