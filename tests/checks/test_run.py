"""The runner: what hangs on a broken file, what is waived, what the queries take for wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from gongshi.checks import narrow
from gongshi.checks.render import as_text
from gongshi.checks.rows import queries
from gongshi.checks.run import CheckResult, check, run_check
from gongshi.kinds import Kind
from gongshi.records.load import Loaded, load
from gongshi.words import finding_words

Checked = Callable[..., CheckResult]
ACTIVITY = "activities/a-20240316-7kq2m"
BAD = Path(__file__).parents[1] / "examples" / "bad"


def codes(result: CheckResult) -> list[str]:
    return [each.code for each in result.findings]


def test_a_good_repository_has_no_findings(checked: Checked) -> None:
    result = checked()
    assert codes(result) == []
    assert not result.has_errors
    assert result.counts.files == 9


@pytest.mark.parametrize("code", ["X002", "P005", "L007", "B001"])
def test_of_much_records_and_ledger_are_asked_at_the_same_time(
    kinds: dict[str, Kind], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    loaded = load(BAD / code, kinds)
    one_after_the_other = check(loaded, kinds)
    monkeypatch.setattr(narrow, "LEAST", 0)
    result = check(loaded, kinds)
    assert code in codes(result)
    assert (result.findings, result.counts) == (
        one_after_the_other.findings,
        one_after_the_other.counts,
    )


def test_an_empty_repository_has_no_findings(tmp_path: Path, kinds: dict[str, Kind]) -> None:
    assert run_check(tmp_path, kinds).counts.files == 0


def test_a_broken_target_is_one_finding(checked: Checked) -> None:
    """The team exists under its file's name, so nothing that refers to it is wrong."""
    result = checked({"teams/demo-lamp": "id: demo-lamp\nbasis: [\n"})
    assert {each.file for each in result.findings} == {"records/teams/demo-lamp.yaml"}
    assert result.counts.hanging > 0


def test_checks_that_were_not_made_are_told_of(checked: Checked, world: Path) -> None:
    """The laws ask of a ledger, and there is none as long as a file cannot be read."""
    assert checked().counts.unread == 0
    misspelt = (world / f"records/{ACTIVITY}.yaml").read_text("utf-8") + "overlap: 1\n"
    result = checked({"teams/demo-lamp": "id: demo-lamp\nbasis: [\n", ACTIVITY: misspelt})
    assert result.counts.unread == 2
    for lang, words in (("zh", "没有做"), ("en", "were not checked")):
        text = as_text(result, [], lang).plain
        assert any(words in line for line in text.splitlines())


def test_volunteers_of_a_broken_roster_are_not_unknown(checked: Checked) -> None:
    result = checked({"rosters/demo-lamp-2024": "id: demo-lamp-2024\n"})
    assert {each.file for each in result.findings} == {"records/rosters/demo-lamp-2024.yaml"}
    assert result.counts.hanging == 2


def test_a_missing_target_is_named_once_for_each_place(checked: Checked) -> None:
    result = checked({"teams/demo-lamp": None})
    assert [(each.file, each.pointer, each.code) for each in result.findings] == [
        ("records/activities/a-20240316-7kq2m.yaml", "/team", "X002"),
        ("records/rosters/demo-lamp-2024.yaml", "/team", "X002"),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("demo-staton", "demo-station"), ("station", "demo-station"), ("elsewhere", None)],
)
def test_the_id_that_was_meant(checked: Checked, written: str, meant: str | None) -> None:
    staff = f"id: s-demo-01\nbasis: local\nunit: {written}\nroles:\n  - recorder\n"
    result = checked({"staff/s-demo-01": staff})
    assert codes(result) == ["X002"]
    assert result.findings[0].args.get("suggestion") == meant


def test_no_other_volunteer_is_suggested(checked: Checked, world: Path) -> None:
    path = world / "records" / f"{ACTIVITY}.yaml"
    result = checked({ACTIVITY: path.read_text("utf-8").replace("v-0a1b2c", "v-0a1b2d")})
    assert codes(result) == ["X002"]
    assert "suggestion" not in result.findings[0].args


def test_a_volunteer_is_on_one_roster(checked: Checked, world: Path) -> None:
    roster = (world / "records/rosters/demo-lamp-2024.yaml").read_text("utf-8")
    result = checked({"rosters/demo-lamp-2025": roster.replace("demo-lamp-2024", "demo-lamp-2025")})
    assert [(each.code, each.pointer, each.related) for each in result.findings] == [
        (
            "X001",
            f"/members/{at}/number",
            f"records/rosters/demo-lamp-2024.yaml#/members/{at}/number",
        )
        for at in (0, 1)
    ]


def test_a_guest_may_serve(checked: Checked, world: Path) -> None:
    roster = world / "records/rosters/demo-lamp-2024.yaml"
    team = (world / "records/teams/demo-lamp.yaml").read_text("utf-8")
    result = checked(
        {
            "teams/demo-boat": team.replace("demo-lamp", "demo-boat").replace("灯塔", "小船"),
            "rosters/demo-boat-2024": roster.read_text("utf-8").replace("demo-lamp", "demo-boat"),
            "rosters/demo-lamp-2024": "id: demo-lamp-2024\nbasis: local\n"
            "team: demo-lamp\nyear: 2024\nguests:\n"
            "  - number: v-0a1b2c\n    joined: 2024-02-01\n"
            "  - number: v-3d4e5f\n    joined: 2024-02-01\n",
        }
    )
    assert codes(result) == []


def test_ids_that_differ_in_capitals_only(tmp_path: Path, kinds: dict[str, Kind]) -> None:
    """The shape refuses capitals, so the tables are made by hand."""
    loaded = load(tmp_path, kinds)
    register = pa.Table.from_pylist(
        [
            {"file": 0, "kind": "place", "id": "Demo", "path": "records/places/Demo.yaml"},
            {"file": 1, "kind": "place", "id": "demo", "path": "records/places/demo.yaml"},
        ],
        schema=loaded.tables["record"].schema,
    )
    paths = ["records/places/Demo.yaml", "records/places/demo.yaml"]
    made = Loaded({**loaded.tables, "record": register}, paths, [], loaded.structs)
    assert [(each.file, each.code) for each in check(made, kinds).findings] == [
        ("records/places/demo.yaml", "X001")
    ]


def test_kinds_that_no_reference_confuses_may_share_an_id(checked: Checked) -> None:
    campaign = "id: demo-station\nbasis: local\nname: 春风行动\nplace: demo\n"
    document = "id: demo-lamp\nbasis: local\nname: 办法\nplace: demo\nissued_by:\n  - demo-office\n"
    assert codes(checked({"documents/demo-lamp": document + "issued_on: 2024-02-01\n"})) == []
    # A statistic may be about a unit or a campaign: these two must differ.
    assert codes(checked({"campaigns/demo-station": campaign})) == ["X001"]


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("2024-03-01", "2024-03-01", False),
        ("2024-03-01", "2024", False),
        ("2024", "2024-03-01", False),
        ("2024-05", "2024-05-01", False),
        ("2024-05", "2024-04-30", True),
        ("2024-12-31", "2023", True),
        ("1999", "2000", False),
    ],
)
def test_dates_are_compared_as_far_as_both_go(
    checked: Checked, first: str, last: str, wrong: bool
) -> None:
    campaign = (
        f"id: demo-spring\nbasis: local\nname: 春风\nplace: demo\nfrom: '{first}'\nto: '{last}'\n"
    )
    assert codes(checked({"campaigns/demo-spring": campaign})) == (["X005"] if wrong else [])


def statistic(id: str, value: str, sum_of: tuple[str, ...] = (), unit: str = "'%'") -> str:
    parts = "".join(f"  - {each}\n" for each in sum_of)
    return (
        f"id: {id}\nbasis: local\nname: 构成\nplace: demo\nwords: {value}%\nvalue: '{value}'\n"
        f"unit: {unit}\n" + (f"sum_of:\n{parts}" if parts else "")
    )


@pytest.mark.parametrize(
    ("parts", "whole", "wrong"),
    [
        (("8.7", "81.3", "10"), "100", []),
        (("1", "18", "314"), "333", []),
        (("47", "51"), "98", []),
        (("270", "3040"), "3310", []),
        (("0.1", "0.2"), "0.3", []),
        (("9999999999999", "0.0001"), "9999999999999.0001", []),
        (("9999999999999", "0.0001"), "9999999999999", ["X006"]),
        (("8.7", "81.3", "10.1"), "100", ["X006"]),
        (("5", "-5"), "0", []),
    ],
)
def test_declared_sums_are_exact(
    checked: Checked, parts: tuple[str, ...], whole: str, wrong: list[str]
) -> None:
    names = tuple(f"demo-part-{at}" for at in range(len(parts)))
    files = {
        f"statistics/{name}": statistic(name, value)
        for name, value in zip(names, parts, strict=True)
    }
    result = checked({**files, "statistics/demo-whole": statistic("demo-whole", whole, names)})
    assert codes(result) == wrong


def test_a_part_that_does_not_exist_is_the_only_finding(checked: Checked) -> None:
    files = {
        "statistics/demo-a": statistic("demo-a", "1"),
        "statistics/demo-whole": statistic("demo-whole", "5", ("demo-a", "gone-missing")),
    }
    assert codes(checked(files)) == ["X002"]


def place(id: str, parent: str) -> str:
    return f"id: {id}\nbasis: local\nname: 某地\nlevel: town\nparent: {parent}\n"


@pytest.mark.parametrize("length", [1, 2, 3, 70])
def test_a_circle_is_named_once(checked: Checked, length: int) -> None:
    ids = [f"ring-{at:02}" for at in range(length)]
    files = {
        f"places/{id}": place(id, ids[(at + 1) % length]) for at, id in enumerate(ids)
    }  # and a tail that leads into it
    files["places/tail"] = place("tail", "ring-00")
    result = checked(files)
    assert [(each.code, each.file, each.pointer) for each in result.findings] == [
        ("X004", "records/places/ring-00.yaml", "/parent")
    ]


def test_a_sum_does_not_count_itself(checked: Checked) -> None:
    files = {
        "statistics/demo-a": statistic("demo-a", "0", ("demo-b", "demo-c")),
        "statistics/demo-b": statistic("demo-b", "0", ("demo-c", "demo-a")),
        "statistics/demo-c": statistic("demo-c", "0"),
    }
    result = checked(files)
    assert [(each.code, each.file) for each in result.findings] == [
        ("X004", "records/statistics/demo-a.yaml")
    ]


def policy(id: str, scope: str, measure: str, dates: str, basis: str = "basis: local\n") -> str:
    return (
        f"id: {id}\n{basis}name: 办法\nfamily: earning\nscope: {scope}\n{dates}"
        f"earning:\n  - id: a\n    event: service\n    measure: {measure}\n    amount: '10'\n"
    )


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("from: 2024-01-01\nuntil: 2024-06-30\n", "from: 2024-07-01\n", False),
        ("from: 2024-01-01\nuntil: 2024-07-01\n", "from: 2024-07-01\n", True),
        ("from: 2024-01-01\n", "from: 2024-01-01\n", True),
        ("from: 2024-01-01\n", "from: 2023-01-01\nuntil: 2023-12-31\n", False),
        ("from: 2024-01-01\n", "from: 2023-01-01\n", True),
    ],
)
def test_one_policy_is_in_force(checked: Checked, one: str, other: str, wrong: bool) -> None:
    files = {
        "policies/demo-a": policy("demo-a", "demo", "points", one),
        "policies/demo-b": policy("demo-b", "demo", "points", other),
        "policies/demo-hours": policy("demo-hours", "demo", "minutes", "from: 2020-01-01\n"),
        "policies/demo-near": policy("demo-near", "demo-lamp", "points", "from: 2020-01-01\n"),
    }
    assert codes(checked(files)) == (["X019"] if wrong else [])


WAIVER = "accepted:\n  - code: {code}\n{at}    reason: 去邻站支援\n    reviewer: s-demo-02\n"


@pytest.mark.parametrize(
    ("code", "at", "left", "waived"),
    [
        ("X015", "", [], 1),
        ("X015", "    at: /unit\n", [], 1),
        ("X015", "    at: /team\n", ["X015", "X023"], 0),
        ("X015", "    at: /un\n", ["X015", "X023"], 0),
        ("X014", "", ["X015", "X023"], 0),
        ("Z999", "", ["X015", "X023"], 0),
        ("X009", "", ["X015", "X024"], 0),
    ],
)
def test_waivers(
    checked: Checked, world: Path, code: str, at: str, left: list[str], waived: int
) -> None:
    text = (world / "records" / f"{ACTIVITY}.yaml").read_text("utf-8")
    text = text.replace("unit: demo-station", "unit: demo-harbour")
    result = checked({ACTIVITY: text + WAIVER.format(code=code, at=at)})
    assert sorted(codes(result)) == left
    assert result.counts.waived == waived


def test_a_waiver_of_a_law_is_not_unused_where_laws_were_not_asked(
    checked: Checked, world: Path
) -> None:
    text = (world / "records" / f"{ACTIVITY}.yaml").read_text("utf-8")
    waiver = WAIVER.format(code="L023", at="")
    assert codes(checked({ACTIVITY: text + waiver})) == ["X023"]
    broken = checked({"bodies/demo-office": "id: demo-office\n"})
    assert {each.file for each in broken.findings} == {"records/bodies/demo-office.yaml"}


def test_a_unit_above_the_team_s_own_is_on_its_line(checked: Checked, world: Path) -> None:
    station = (world / "records/units/demo-station.yaml").read_text("utf-8")
    activity = (world / "records" / f"{ACTIVITY}.yaml").read_text("utf-8")
    files = {
        "units/demo-station": station + "parent: demo-harbour\n",
        ACTIVITY: activity.replace("unit: demo-station", "unit: demo-harbour"),
    }
    assert codes(checked(files)) == []


def test_findings_are_in_the_order_of_files(checked: Checked) -> None:
    files: Mapping[str, str] = {
        f"places/ring-{at}": place(f"ring-{at}", "nowhere-near") for at in (3, 1, 2)
    }
    names = [each.file for each in checked(files).findings]
    assert names == [f"records/places/ring-{at}.yaml" for at in (1, 2, 3)]


def test_every_query_bears_a_code_of_the_catalogue() -> None:
    names = {name.partition("_")[0] for name in queries()}
    assert names <= set(finding_words())
    for name, text in queries().items():
        assert f"'{name.partition('_')[0]}' AS code" in text
        assert "ORDER BY file, pointer, code" in text
