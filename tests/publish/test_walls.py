"""What hangs on the walls: wishes, stories, the roll of honors, and notices that run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from gongshi.kinds import load_kinds
from gongshi.publish.derived import Derived
from gongshi.publish.library import build_library
from gongshi.publish.walls import UPPER, Branch, Walls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.publish.conftest import Repository


def walls(root: Path, standings: dict[str, str], **records: list[dict[str, Any]]) -> Walls:
    of = {kind: {each["id"]: each for each in rows} for kind, rows in records.items()}
    library = build_library(load_kinds(root / "schemas"), of, {})
    derived = SimpleNamespace(orders=SimpleNamespace(standings=standings))
    return Walls(library, cast("Derived", derived))


def need(id: str, at: str, *, wish: bool = True) -> dict[str, Any]:
    return {"id": id, "wish": wish, "events": [{"step": "requested", "at": at}]}


def test_wishes_hang_by_how_they_stand_the_newest_first(root: Path) -> None:
    rows = [
        need("n-a", "2026-01-02T09:00"),
        need("n-b", "2026-03-01T09:00"),
        need("n-c", "2026-02-01T09:00"),
        need("n-d", "2026-02-02T09:00", wish=False),
        need("n-e", "2026-02-03T09:00"),
    ]
    standings = {"n-a": "open", "n-b": "open", "n-c": "done", "n-d": "open"}
    found = walls(root, standings, need=rows).wishes
    assert {standing: [each.id for each in of] for standing, of in found.items()} == {
        "open": ["n-b", "n-a"],
        "done": ["n-c"],
    }


def unit(id: str, parent: str = "") -> dict[str, Any]:
    return {"id": id, "name": id, **({"parent": parent} if parent else {})}


def test_units_stand_in_the_order_of_their_tree_and_of_very_many_the_upper_ones(root: Path) -> None:
    few = [unit("top"), unit("a", "top"), unit("b", "top"), unit("a-one", "a"), unit("apart")]
    hung = walls(root, {}, unit=few)
    keys = {("unit", each["id"]) for each in few} - {("unit", "apart")}
    upper = hung.upper("unit", keys)
    assert [(each.id, depth) for each, depth in upper.rows] == [
        ("top", 0), ("a", 1), ("a-one", 2), ("b", 1),
    ]  # fmt: skip
    assert upper.rest == 0
    many = [*few, *(unit(f"b-{at:02}", "b") for at in range(UPPER))]
    upper = walls(root, {}, unit=many).upper("unit", {("unit", each["id"]) for each in many})
    assert [each.id for each in upper.shown] == ["apart", "top", "a", "b"]
    assert upper.rest == UPPER + 1


def test_of_a_wide_tree_the_tops_are_shown_however_many(root: Path) -> None:
    units = [unit(f"u-{at:03}") for at in range(UPPER + 5)]
    upper = walls(root, {}, unit=units).upper("unit", {("unit", each["id"]) for each in units})
    assert (len(upper.rows), upper.rest) == (UPPER + 5, 0)


HONORS = [
    {"id": "a", "name": "甲", "granted_on": "2020", "level": "city", "granted_by": ["x", "y"]},
    {"id": "b", "name": "乙", "granted_on": "2021-05-01", "level": "national", "category": "团体"},
    {"id": "c", "name": "丙", "level": "city"},
]


def test_the_roll_of_honors_stands_in_several_orders(root: Path) -> None:
    roll = walls(root, {}, honor=HONORS)

    def groups(view: str) -> list[tuple[str, list[str]]]:
        return [(name, [each.id for each in of]) for name, of in roll.honors(view)]

    assert groups("year") == [("2021", ["b"]), ("2020", ["a"]), ("", ["c"])]
    assert groups("level") == [("national", ["b"]), ("city", ["a", "c"])]
    assert groups("body") == [("x", ["a"]), ("y", ["a"]), ("", ["b", "c"])]
    assert groups("category") == [("团体", ["b"]), ("", ["a", "c"])]


def test_stories_stand_by_place_and_the_withdrawn_are_gone(root: Path) -> None:
    places = [
        {"id": "demo", "name": "演示县", "featured": True, "fictitious": True},
        {"id": "hill", "name": "小山县", "featured": True},
    ]
    people = [
        {"id": "a", "name": "甲", "place": "demo"},
        {"id": "b", "name": "乙", "place": "hill"},
        {"id": "c", "place": "hill", "withdrawn_on": "2026-01-01"},
    ]
    assert [each.id for each in walls(root, {}, place=places, profile=people).stories] == ["b", "a"]


def ids(branches: Sequence[Branch]) -> list[Any]:
    return [(entry.id, ids(below)) for entry, below in branches]


def test_units_grow_below_their_parents_and_a_circle_loses_none(root: Path) -> None:
    rows = [
        {"id": "a", "name": "总站"},
        {"id": "b", "name": "分站", "parent": "a"},
        {"id": "c", "name": "网点", "parent": "b"},
        {"id": "d", "name": "别处的", "parent": "elsewhere"},
        {"id": "e", "name": "甲", "parent": "f"},
        {"id": "f", "name": "乙", "parent": "e"},
    ]
    roll = walls(root, {}, unit=rows)
    found = ids(roll.branches(roll.library.all("unit")))
    assert found == [("a", [("b", [("c", [])])]), ("d", []), ("f", [("e", [])])]


def test_a_notice_that_runs_stands_first_with_its_last_day(repository: Repository) -> None:
    repository.write(
        "records/notices/demo-notice.yaml",
        "id: demo-notice\nbasis: local\nname: 拟表扬名单公示\nplace: demo\nissued_by: demo-body\n"
        "from: 2024-12-30\nto: 2025-01-06\nchannel: 演示站窗口\n",
    )
    repository.write(
        "records/notices/lezhi-notice.yaml",  # a report may tell no days
        "id: lezhi-notice\nbasis: reported\nname: 报道的公示\nplace: lezhi\nsources:\n  - text\n",
    )
    assert repository.build(as_of="2024-12-31") == []
    for page in ("index.html", "notices/index.html"):
        text = repository.page(page)
        card = text[text.index("gs-card--demo") :]
        card = card[card.index("拟表扬名单公示") : card.index("</li>")]
        assert "公示至 2025年1月6日（含当日）" in card
        assert 'data-until="2025-01-06"' in card
        assert "正在公示" in card
        assert "演示站窗口" in card
    own = repository.page("notices/demo-notice/index.html")
    assert "有不同意见，怎么提" in own
    assert "报道的公示" in repository.page("notices/index.html")
    assert "没有正在公示的事项" not in repository.page("index.html")


def test_without_a_notice_that_runs_the_page_says_so(built: Repository) -> None:
    assert "这一栏目前没有记录" in built.page("notices/index.html")
    assert "墙上还没有心愿" in built.page("wishes/index.html")
    assert "教邻居写字" in built.page("hall/index.html")
