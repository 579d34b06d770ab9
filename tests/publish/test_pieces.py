from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.kinds import Field, Kind, load_kinds
from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.letters import by_letter
from gongshi.publish.library import Entry, build_library
from gongshi.publish.links import BadLink, bad_links
from gongshi.publish.open_data.tables import write_data
from gongshi.publish.output import Output
from gongshi.publish.shell import BODY, DESCRIPTION, TITLE, cut, read_source, render
from gongshi.records.gate import consenting, published
from gongshi.tally import formats

KINDS = load_kinds(Path(__file__).parents[2] / "schemas")
SECRET = "v-secret"


def _filled(fields: tuple[Field, ...], closed: bool = False) -> dict[str, object]:
    """A record with every field filled: the closed ones, and all below them, with a secret."""
    return {each.name: _value(each, closed or each.publish != "public") for each in fields}


def _value(field: Field, closed: bool) -> object:
    if field.fields:
        return _filled(field.fields, closed)
    if field.item is not None:
        if field.item.fields:
            return [_filled(field.item.fields, closed)]
        return [SECRET if closed else "open"]
    return SECRET if closed else "open"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_gate_lets_out_only_what_its_schema_opens(kind: Kind) -> None:
    shown = published(kind, _filled(kind.fields), frozenset())
    assert SECRET not in str(shown)
    assert {"id"} <= set(shown)


def test_consent_is_the_volunteers_own_and_not_a_minors() -> None:
    roster = {
        "members": [
            {"number": "v-1", "consent": "number"},
            {"number": "v-2", "consent": "name"},
            {"number": "v-3", "consent": "nothing"},
            {"number": "v-4", "consent": "number", "minor": True},
            {"number": "v-5"},
        ]
    }
    assert consenting([roster, {"guests": []}]) == {"v-1", "v-2"}


def test_a_gift_keeps_its_amount_and_loses_a_giver_who_does_not_consent() -> None:
    gift = {"id": "g-1", "number": "v-3", "fen": 5000, "form": "money"}
    shown = published(KINDS["donation"], {"id": "d", "entries": [gift]}, frozenset({"v-1"}))
    assert shown["entries"] == [{"id": "g-1", "form": "money", "fen": 5000}]


def test_a_correction_of_one_person_never_reads_as_one_of_all() -> None:
    record = {"id": "c", "entry": "a", "number": "v-3"}
    shown = published(KINDS["correction"], record, frozenset({"v-1"}))
    assert shown == {"id": "c", "entry": "a", "number": "withheld"}
    assert published(KINDS["correction"], record, frozenset({"v-3"})) == record
    assert "number" not in published(KINDS["correction"], {"id": "c", "entry": "a"}, frozenset())


def test_a_result_whose_number_is_withheld_stands_last() -> None:
    results = [{"class": "star", "number": f"v-{n}", "star": 3 - n} for n in (1, 2)]
    results.append({"class": "star", "winner": "helpers", "star": 3})
    shown = published(KINDS["award"], {"id": "a", "results": results}, frozenset({"v-2"}))
    first, second, last = shown["results"]
    assert (first, second) == (results[1], results[2])
    assert last == {"class": "star", "star": 2}


def test_a_list_of_numbers_keeps_those_who_consent() -> None:
    record = {"id": "n", "numbers": ["v-1", "v-2"]}
    assert published(KINDS["notice"], record, frozenset({"v-2"})) == {"id": "n", "numbers": ["v-2"]}


def test_places_are_found_along_references_and_a_circle_of_places_ends() -> None:
    records = {
        "place": {
            "one": {"id": "one", "name": "甲", "parent": "two", "fictitious": True},
            "two": {"id": "two", "name": "乙", "parent": "one"},
        },
        "team": {"t": {"id": "t", "name": "队", "place": "two"}},
        "roster": {"r": {"id": "r", "team": "t", "year": 2024}},
        "source": {"s": {"id": "s", "name": "文"}},
    }
    library = build_library(KINDS, records, {})
    roster = library.entries["roster", "r"]
    assert (roster.place, roster.demo) == ("two", True)
    assert library.entries["source", "s"].place == ""
    assert [place.id for place in library.place_path("two")] == ["one", "two"]
    assert [each.key for each in library.mentions(("team", "t"))] == [("roster", "r")]


def test_how_many_there_are_is_another_question_than_which() -> None:
    sources = {id: {"id": id, "name": id} for id in ("s", "t")}
    library = build_library(KINDS, {"source": sources}, {})
    with library.notes.listening() as heard:
        assert (library.count("source"), library.count("team")) == (2, 0)
    assert heard == {("count", "source"), ("count", "team")}
    assert library.notes.answers("count", [("source",)]) != library.notes.answers(
        "count", [("team",)]
    )


@pytest.mark.parametrize(
    ("words", "unit", "parts"),
    [
        ("超过4400人", None, ("超过", "4400", "人")),
        ("214万多小时", "小时", ("", "214万", "多小时")),
        ("五星级储蓄所3个", "个", ("", "3", "个")),
        ("336个新时代文明实践所（站）", "个", ("", "336", "个")),
        ("公益银行逾3000人次", "人次", ("逾", "3000", "人次")),
        ("每周至少组织开展4次活动", "次", ("至少", "4", "次")),
        ("8.7%", "%", ("", "8.7", "%")),
        ("数万小时", "小时", ("", "数万小时", "")),
        ("1总行18分行", None, ("", "1总行18分行", "")),
    ],
)
def test_a_figure_is_cut_around_its_number(
    words: str, unit: str | None, parts: tuple[str, str, str]
) -> None:
    assert formats.figure(words, unit) == parts


@given(st.text(min_size=1))
def test_a_figure_cut_without_a_unit_is_the_words_as_printed(words: str) -> None:
    assert "".join(formats.figure(words)) == words


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (formats.date("2018-03-05", "zh"), "2018年3月5日"),
        (formats.date("2018-03", "zh"), "2018年3月"),
        (formats.date("2018", "zh"), "2018年"),
        (formats.date("2018-03-05", "en"), "2018-03-05"),
        (formats.minutes(59, "zh"), "59 分钟"),
        (formats.minutes(120, "zh"), "2 小时"),
        (formats.minutes(60_001, "zh"), "1,000 小时 1 分钟"),
    ],
)
def test_values_read_plainly(shown: str, wanted: str) -> None:
    assert shown == wanted


def test_names_stand_under_the_letter_of_their_reading() -> None:
    names = ["重庆", "长乐社区", "乐至县", "“五老”监督队", "V站", "云和县", "3号站"]
    entries = [Entry("place", name, name, dict, "", "") for name in names]
    grouped = {letter: [e.label for e in group] for letter, group in by_letter(entries)}
    assert grouped == {
        "C": ["长乐社区", "重庆"],
        "L": ["乐至县"],
        "V": ["V站"],
        "W": ["“五老”监督队"],
        "Y": ["云和县"],
        "#": ["3号站"],
    }


def test_spreadsheets_get_no_formula(tmp_path: Path) -> None:
    records = {
        "place": {
            "a": {"id": "a", "name": "=HYPERLINK(1)", "notes": ["+1", "两条"]},
            "b": {"id": "b", "name": "@x", "summary": "-1.5"},
        }
    }
    kept = KeptFiles(Output(tmp_path, tmp_path / "none"))
    write_data(kept, build_library(KINDS, records, {}))
    text = (tmp_path / "data" / "place.csv").read_bytes().decode("utf-8")
    assert "'=HYPERLINK(1)" in text
    assert "'+1 | 两条" in text
    assert ",'@x," in text
    assert ",-1.5," in text


TEXTS = st.text(st.sampled_from('aé长𠀀 "\\,;|\r\n\t\x00\x1f\x7f\u2028{}[]'), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"name": TEXTS}, optional={"notes": st.lists(TEXTS, min_size=1)})
    )
)
def test_json_and_csv_give_back_whatever_a_text_holds(
    tmp_path: Path, said: list[dict[str, Any]]
) -> None:
    places: list[dict[str, Any]] = [{"id": f"p-{n:03}", **each} for n, each in enumerate(said)]
    kept = KeptFiles(Output(tmp_path, tmp_path / "none"))
    write_data(kept, build_library(KINDS, {"place": {str(e["id"]): e for e in places}}, {}))
    lines = (tmp_path / "data" / "place.jsonl").read_bytes().decode().split("\n")
    assert [json.loads(each) for each in lines[:-1]] == places
    assert [json.dumps(each, ensure_ascii=False) for each in map(json.loads, lines[:-1])] == lines[
        :-1
    ]
    with (tmp_path / "data" / "place.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for each, row in zip(places, rows, strict=True):
        notes = each.get("notes", [])
        assert row["name"].removeprefix("'") == each["name"]
        assert row["notes"].removeprefix("'") == " | ".join(notes)


def test_the_link_checker_sees_what_leads_nowhere_or_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/">x</a><a href="a/#here">x</a><a href="a/#gone">x</a><a href="b/">x</a>'
        '<a href="../out/">x</a><a href="https://elsewhere.example/">x</a>'
        '<link href="//elsewhere.example/x.css"><script src="http://elsewhere.example/x.js"></script>'
        '<form action="mailto:x"></form><img src="data:image/png;base64,AA">'
        '<a\nhref="broken/">x</a><a class="x"\thref="a/#there">x</a>'
        '<source srcset="a/ 160w, gone.webp 320w, //elsewhere.example/z.webp 640w">',
        encoding="utf-8",
    )
    (tmp_path / "a" / "index.html").write_text(
        '<p id="here"><a href="/">x</a><p\r\nid="there">', encoding="utf-8"
    )
    (tmp_path / "x.css").write_text(
        'a{background:url("https://elsewhere.example/y.png")}b{background:url(data:x)}'
        "@import 'z.css';",
        encoding="utf-8",
    )
    assert bad_links(tmp_path) == [
        BadLink("index.html", "../out/", False),
        BadLink("index.html", "//elsewhere.example/x.css", True),
        BadLink("index.html", "//elsewhere.example/z.webp", True),
        BadLink("index.html", "a/#gone", False),
        BadLink("index.html", "b/", False),
        BadLink("index.html", "broken/", False),
        BadLink("index.html", "gone.webp", False),
        BadLink("index.html", "http://elsewhere.example/x.js", True),
        BadLink("index.html", "mailto:x", True),
        BadLink("x.css", "@import 'z.css'", True),
        BadLink("x.css", "https://elsewhere.example/y.png", True),
    ]


def test_a_shell_needs_each_token_once_and_is_filled_wherever_it_stands() -> None:
    shell = cut(f"a{TITLE}b{DESCRIPTION}c{BODY}d")
    assert shell.page("1", "2", "here", "3") == "a1b2c3d"
    switched = cut(f"{DESCRIPTION}{TITLE}<a href=en/gongshi-shell/>{BODY}")
    assert switched.page("1", "2", "here", "3") == "21<a href=en/here/>3"
    for wrong in (f"{TITLE}{BODY}", f"{TITLE}{TITLE}{DESCRIPTION}{BODY}"):
        with pytest.raises(ValueError, match="must stand once"):
            cut(wrong)


def test_the_folder_of_the_source_is_taken_from_where_one_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    assert "index.html" in render(read_source(Path(root.name)), {}, ["teams"])
