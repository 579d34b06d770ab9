"""Two small kinds and a folder of their records, for tests that need no more."""

# ruff: noqa: E501 - a property a line reads better than a word a line

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gongshi.kinds import Kind, load_kinds

SCHEMAS = {
    "club.yaml": r"""
title: 社团
x-title-en: Club
description: 社团
x-description-en: A club
x-folder: clubs
x-label: name
x-items: {members: {item: member, id: number}}
x-in-order: [[opened, moved, closed]]
type: object
additionalProperties: false
required: [id, name]
properties:
  id: {type: string, title: 编号, x-title-en: Id, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', x-publish: public}
  name: {type: string, title: 名称, x-title-en: Name, pattern: '\S', minLength: 2, x-publish: public}
  secret: {type: string, title: 内部, x-title-en: Secret, pattern: '\S'}
  leader: {type: string, title: 负责人, x-title-en: Leader, pattern: '\S', x-person: true, x-publish: public}
  parent: {type: string, title: 上级, x-title-en: Parent, pattern: '^[a-z]', x-refers-to: [club, event]}
  opened: {type: string, title: 成立, x-title-en: Opened, format: date}
  moved: {type: string, title: 迁址, x-title-en: Moved, format: date}
  closed: {type: string, title: 注销, x-title-en: Closed, format: date}
  file: {type: string, title: 档案, x-title-en: File, pattern: '^[0-9]+ [0-9]$'}
  active: {type: boolean, title: 在册, x-title-en: Active}
  office:
    type: object
    title: 办公室
    x-title-en: Office
    additionalProperties: false
    properties:
      room: {type: integer, title: 房号, x-title-en: Room, minimum: 1, maximum: 999}
      phones: {type: array, title: 电话, x-title-en: Phones, x-contact: true, x-publish: public, items: {type: string, pattern: '\S'}}
  members:
    type: array
    title: 成员
    x-title-en: Members
    maxItems: 3
    items:
      type: object
      additionalProperties: false
      required: [number]
      properties:
        number: {type: string, title: 编号, x-title-en: Number, pattern: '^m[0-9]$'}
        friends: {type: array, title: 朋友, x-title-en: Friends, items: {type: string, x-refers-to: [member], pattern: '^m[0-9]$'}}
""",
    "event.yaml": r"""
title: 活动
x-title-en: Event
description: 活动
x-description-en: An event
x-folder: events
x-label: id
type: object
additionalProperties: false
required: [id]
not: {required: [cost, gift]}
properties:
  id: {type: string, title: 编号, x-title-en: Id, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', x-publish: public}
  cost: {type: integer, title: 费用, x-title-en: Cost, minimum: 0, maximum: 9}
  gift: {type: boolean, title: 赠送, x-title-en: Gift}
""",
}
Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Kind]:
    """The kinds `club` and `event`."""
    folder = tmp_path_factory.mktemp("schemas")
    for name, text in SCHEMAS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_kinds(folder)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below records/ and gives back the root."""

    def write_all(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / "records" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write_all
