"""How a schema becomes a kind: references written out, fields with what schemas say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongshi.kinds import Kind, Move, load_kinds, walk

COMMON = r"""
$defs:
  id: {type: string, title: 编号, pattern: '^[a-z]+$', x-publish: public}
  line: {type: string, title: 文字, x-title-en: Text, pattern: '\S'}
  lines: {type: array, title: 各行, items: {$ref: '#/$defs/line'}}
"""
CLUB = r"""
title: 社团
description: 一个社团
x-folder: clubs
x-label: name
x-items: {members: {item: member, id: number}}
x-in-order: [[opened, office.closed]]
x-kept: true
type: object
required: [id, name]
properties:
  id: {$ref: 'common.yaml#/$defs/id'}
  name: {$ref: 'common.yaml#/$defs/line', title: 名称, x-person: true}
  opened: {$ref: '#/$defs/day', x-publish: consent}
  size:
    type: string
    enum: [big, small]
    x-moves: {big: {from: [small], on: opened}}
    x-enum: {big: [大, Big], small: [小, Small]}
  mottos: {$ref: 'common.yaml#/$defs/lines', x-contact: true}
  office:
    type: object
    properties:
      closed: {$ref: '#/$defs/day'}
  members:
    type: array
    items:
      type: object
      required: [number]
      properties:
        number: {type: string}
        clubs: {type: array, items: {type: string, x-refers-to: [club, event]}}
$defs:
  day: {type: string, format: date}
"""


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Kind:
    folder = tmp_path_factory.mktemp("schemas")
    (folder / "common.yaml").write_text(COMMON, encoding="utf-8")
    (folder / "club.yaml").write_text(CLUB, encoding="utf-8")
    found = load_kinds(folder)
    # What names no folder is no kind.
    assert list(found) == ["club"]
    return found["club"]


def test_what_a_kind_says_of_itself(club: Kind) -> None:
    assert (club.folder, club.label, club.describes_person) == ("clubs", "name", False)
    assert club.title == {"zh": "社团", "en": "社团"}
    assert [(each.array, each.item, each.id) for each in club.items] == [
        ("members", "member", "number")
    ]
    assert club.in_order == (("opened", "office.closed"),)


def test_words_beside_a_reference_win_over_its_target(club: Kind) -> None:
    name = club.field("name")
    assert name is not None
    assert name.title == {"zh": "名称", "en": "Text"}
    assert (name.required, name.person, name.free_text, name.publish) == (
        True,
        True,
        True,
        "closed",
    )


def test_fields_inside_fields(club: Kind) -> None:
    assert [pointer for pointer, _ in walk(club.fields)] == [
        *("/id", "/name", "/opened", "/size", "/mottos", "/office", "/office/closed"),
        *("/members", "/members/*/number", "/members/*/clubs"),
    ]
    office, members = club.field("office"), club.field("members")
    assert office is not None
    assert members is not None
    assert office.child("closed") is not None
    assert office.child("number") is None
    clubs = members.child("clubs")
    assert clubs is not None
    assert clubs.item is not None
    assert clubs.item.refers_to == ("club", "event")
    assert club.field("closed") is None


def test_free_text_is_what_nothing_but_a_person_can_judge(club: Kind) -> None:
    free = {pointer for pointer, field in walk(club.fields) if (field.item or field).free_text}
    assert free == {"/name", "/mottos", "/members/*/number"}


def test_choices_have_words(club: Kind) -> None:
    size = club.field("size")
    assert size is not None
    assert size.enum == {"big": {"zh": "大", "en": "Big"}, "small": {"zh": "小", "en": "Small"}}


def test_a_schema_that_is_no_mapping_is_our_own_fault(tmp_path: Path) -> None:
    (tmp_path / "club.yaml").write_text("- x\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must be a mapping"):
        load_kinds(tmp_path)


def test_life_cycles_and_keepers(club: Kind) -> None:
    size = club.field("size")
    assert size is not None
    assert size.moves == {"big": Move(("small",), "opened")}
    assert club.kept
