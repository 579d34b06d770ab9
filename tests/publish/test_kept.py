"""Pages kept from the last build: after any change the site is what a build from nothing gives."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING

import pytest
from git import Repo
from tests.publish.conftest import make_repository
from tests.publish.test_ledger_pages import RECORDS

from gongshi.publish import stamp
from gongshi.publish.noting import NEVER, Noted, Notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from tests.publish.conftest import Repository

ACTIVITY = (
    "id: {id}\nbasis: local\nname: {name}\nplace: demo-town\nteam: demo-team\nunit: demo-unit\n"
    "date: {date}\nstart: '09:00'\nparticipants:\n  - number: v-000001\n    minutes: {minutes}\n"
    "recorded_how: register\nrecorded_by: s-one\nrecorded_on: {date}\nverified_by: s-two\n"
    "verified_on: {date}\n"
)


@pytest.fixture
def kept(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository of which pages are kept although they are few."""
    monkeypatch.setattr(stamp, "MANY", 0)
    return repository


def _renamed(path: Path, random: Random) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if line.startswith("name: ")), None)
    if at is not None and "'" not in lines[at]:
        lines[at] = f"name: {random.choice('甲乙丙丁')}{random.choice('东南西北')}\n"
    path.write_text("".join(lines), encoding="utf-8")


def _edit(repository: Repository, random: Random) -> None:
    """Change, add or remove something; the records stay sound."""
    records = repository.root / "records"
    what = random.choice(("rename", "rename", "rename", "serve", "minutes", "drop", "consent"))
    if what == "rename":
        _renamed(random.choice(sorted(records.rglob("*.yaml"))), random)
    elif what == "serve":
        day = f"2024-{random.randrange(1, 13):02}-{random.randrange(1, 28):02}"
        id = f"a-{day.replace('-', '')}-{random.randrange(10000):05}"
        text = ACTIVITY.format(id=id, name="扫雪", date=day, minutes=random.randrange(30, 200))
        repository.write(f"records/activities/{id}.yaml", text)
    elif what == "drop":
        added = sorted(records.glob("activities/*.yaml"))[1:]
        if added:
            random.choice(added).unlink()
    else:
        folder, old, new = {
            "minutes": ("activities", "minutes: ", "minutes: 1"),
            "consent": ("rosters", "consent: number", "consent: nothing"),
        }[what]
        path = random.choice(sorted(records.glob(f"{folder}/*.yaml")))
        text = path.read_text(encoding="utf-8")
        if what == "consent" and old not in text:
            old, new = new, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_changed_the_site_is_that_of_a_build_from_nothing(
    kept: Repository, seed: int
) -> None:
    random = Random(seed)
    assert kept.build() == []
    for _ in range(2):
        for _ in range(2):  # the second time on pages made the first time, beside those kept before
            for _ in range(random.randrange(1, 3)):
                _edit(kept, random)
            assert kept.build() == []
        found = kept.files()
        shutil.rmtree(kept.root / "build")
        assert kept.build() == []
        assert found == kept.files()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("rewards/towel.yaml", "name: 毛巾", "name: 香皂"),
        ("rewards/towel.yaml", "points: '5'", "points: '4'"),
        ("redemptions/r-20240501-00000.yaml", "reward: towel", "reward: soap"),
        ("corrections/c-20240802-00002.yaml", "", None),
        ("corrections/c-20240801-00001.yaml", "number: v-000001\n", ""),
        ("activities/a-20240601-00001.yaml", "name: 长长的一天", "name: 短短的一天"),
        ("activities/a-20240601-00001.yaml", "minutes: 200", "minutes: 100"),
        ("activities/a-20240601-00001.yaml", "date: 2024-06-01", "date: 2024-04-01"),
        ("teams/demo-team.yaml", "name: 演示队", "name: 演练队"),
        ("policies/demo-more.yaml", "amount: '120'", "amount: '60'"),
    ],
)
def test_what_is_told_of_a_row_is_never_that_of_before(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    old: str,
    new: str | None,
) -> None:
    monkeypatch.setattr(stamp, "MANY", 0)
    soap = RECORDS["rewards/towel.yaml"].replace("towel", "soap").replace("毛巾", "肥皂")
    kept = make_repository(root, tmp_path / "kept", RECORDS | {"rewards/soap.yaml": soap})
    assert kept.build() == []
    file = kept.root / "records" / path
    if new is None:
        file.unlink()
    else:
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    assert kept.build() == []
    found = kept.files()
    shutil.rmtree(kept.root / "build")
    assert kept.build() == []
    assert found == kept.files()


def test_the_manifest_tells_every_file_as_it_is_after_any_change(
    kept: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "CHUNK", 1)  # so that workers each have a first page
    for name in ("甲", "乙", "丙"):
        path = kept.root / "records" / "sources" / "text.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("name: .*", f"name: {name}报", text), encoding="utf-8")
        assert kept.build() == []
        told = json.loads(kept.page("data/manifest.json"))["files"]
        found = {each: sha256(content).hexdigest() for each, content in kept.files().items()}
        assert told == {each: found[each] for each in found if each != "data/manifest.json"}


def test_only_the_pages_that_show_a_change_are_made_again(
    kept: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # so that all is done here, and seen
    assert kept.build() == []
    done: list[str] = []
    do = stamp.Stamper.do

    def noted(stamper: stamp.Stamper, lots: Iterable[Sequence[stamp.Job]]) -> stamp.Stamped:
        taken = list(lots)
        for jobs in taken:
            done.extend(f"{job[0]} {job[1] if len(job) > 1 else ''}" for job in jobs)
        return do(stamper, taken)

    monkeypatch.setattr(stamp.Stamper, "do", noted)
    assert kept.build() == []
    always = [each for each in done if each.split()[0] in ("record", "book", "ledger", "shard")]
    assert always == []
    done.clear()
    _renamed(kept.root / "records" / "sources" / "text.yaml", Random(1))
    assert kept.build() == []
    assert "record ('source', 'text')" in done
    assert "record ('team', 'demo-team')" not in done
    done.clear()
    assert kept.build() == []
    assert "record ('source', 'text')" not in done


@pytest.mark.parametrize("what", ["template", "day", "file", "record"])
def test_a_kept_page_is_made_again_where_what_it_stands_on_is_another(
    kept: Repository, what: str
) -> None:
    assert kept.build() == []
    page = "teams/demo-team/index.html"
    before = kept.page(page)
    if what == "template":
        kept.write("site/templates/team.html", "{% extends 'record.html' %}")
    elif what == "file":
        path = kept.out / page
        path.unlink()
        path.write_text("something else", encoding="utf-8")
    elif what == "record":
        path = kept.root / "records" / "teams" / "demo-team.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("name: ", "name: 新"), "utf-8")
    assert kept.build(as_of="2024-12-30" if what == "day" else "2024-12-31") == []
    assert (kept.page(page) == before) == (what == "file")


def test_names_are_shown_and_hidden_again(kept: Repository, another: Callable[..., object]) -> None:
    assert kept.build() == []
    without = kept.files()
    assert kept.build(names={"v-000001": "某某某"}) == []
    assert kept.build() == []
    assert kept.files() == without
    assert another is not None


def test_a_cache_that_is_damaged_or_gone_does_no_harm(kept: Repository) -> None:
    assert kept.build() == []
    good = kept.files()
    cache = kept.root / "build" / "cache" / "pages-zh"
    cache.write_bytes(cache.read_bytes()[:-3])
    assert kept.build() == []
    assert kept.files() == good


def test_what_is_looked_up_is_noted_and_what_is_listed_is_never_the_same() -> None:
    notes = Notes()
    one = Noted(notes, "one", {"a": 1})
    two = Noted(notes, "two", {("a", "b"): 2})
    with notes.listening() as asked:
        assert (one["a"], one.get("b"), ("a", "b") in two, bool(one)) == (1, None, True, True)
    assert asked == {("one", "a"), ("one", "b"), ("two", "a", "b"), ("one?",)}
    known, unknown = notes.answers("one", [("a",), ("b",)])
    assert known != unknown
    with notes.listening() as asked:
        assert json.dumps(dict(one)) == '{"a": 1}'
    assert NEVER in asked


def test_the_commit_is_told_on_one_page_so_that_no_other_changes_with_it(
    kept: Repository,
) -> None:
    def commit(message: str) -> None:
        with Repo.init(kept.root) as repo:
            repo.git.add("-A")
            who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
            repo.git.execute(["git", *who, "commit", "-q", "-m", message])

    kept.write(".gitignore", "/build/\n")
    commit("一")
    assert kept.build() == []
    before = kept.files()
    kept.write("elsewhere.txt", "1")
    commit("二")
    assert kept.build() == []
    after = kept.files()
    other = {name for name in after if after[name] != before.get(name)}
    assert "about/index.html" in other
    assert not [name for name in other if name.count("/") == 2 and name.endswith("index.html")]
