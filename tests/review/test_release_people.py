"""Release notes say of people only that something changed, though their number be public."""

from __future__ import annotations

from pathlib import Path

import pytest
from git import Repo
from repositories import commit, write_files
from small_county import NOTICE

from gongshi.kinds import Kind
from gongshi.records.gate import NUMBER
from gongshi.review import Sides, read_sides
from gongshi.review.release import as_json, as_markdown, release

ACTIVITY = "activities/a-20240316-7kq2m"


@pytest.mark.parametrize("what", ["minutes", "numbers"])
def test_no_number_is_told(repo: Repo, kinds: dict[str, Kind], what: str) -> None:
    top = Path(repo.working_dir)
    activity = (top / "records" / f"{ACTIVITY}.yaml").read_text("utf-8")
    write_files(top, {"notices/demo-list": NOTICE.format(numbers="  - v-3d4e5f\n", until="")})
    commit(repo)
    repo.git.tag("v1")
    after = {
        "minutes": (ACTIVITY, activity.replace("minutes: 120", "minutes: 180")),
        "numbers": (
            "notices/demo-list",
            NOTICE.format(numbers="  - v-0a1b2c\n  - v-3d4e5f\n", until=""),
        ),
    }
    write_files(top, dict([after[what]]))
    commit(repo)
    sides = read_sides(top, kinds, "v1", "HEAD", straight=True)
    assert isinstance(sides, Sides)
    told = release(sides, kinds)
    names = ("v1", "HEAD")
    text = as_markdown(told, kinds, names, "en", str)
    field = {"minutes": "Participants", "numbers": "Volunteer numbers"}[what]
    assert f"  - {field}: changed\n" in text
    assert not NUMBER.search(text + as_json(told, names))
