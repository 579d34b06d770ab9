"""A new record: valid, explained, and wrong only where something is still to be filled in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from gongshi.intake.skeleton import example, new_id, skeleton, write_skeleton
from gongshi.kinds import Kind, load_kinds, walk
from gongshi.records.load import load
from gongshi.records.positions import locate
from gongshi.words import Lang

ROOT = Path(__file__).parent.parent.parent
KINDS = load_kinds(ROOT / "schemas")
TODAY = date(2026, 3, 15)
PLACE = re.compile(r"(?P<key>[a-z_]+:|-) +# (填写|fill in: )")
EXAMPLE = re.compile(r"( *)# (( *)(- )?[a-z_0-9]+:( .*)?| *- .*)")

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def _load(root: Path, kind: Kind, name: str, text: str) -> list[tuple[str, int]]:
    """The findings on a record with `text`, as code and line."""
    path = root / "records" / kind.folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    findings = load(root, KINDS).findings
    spans = locate(path.read_bytes(), [(f.pointer, f.part) for f in findings])
    return sorted((f.code, (f.span or spans[f.pointer, f.part]).line) for f in findings)


@every_kind
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_only_the_places_to_fill_are_findings(tmp_path: Path, kind: Kind, lang: Lang) -> None:
    name = new_id(kind, TODAY)
    text = skeleton(kind, name, TODAY, lang)
    places = [at for at, line in enumerate(text.splitlines(), 1) if PLACE.search(line)]
    assert places
    assert _load(tmp_path, kind, name, text) == [("Y018", at) for at in places]


@every_kind
def test_it_passes_once_the_places_are_filled(tmp_path: Path, kind: Kind) -> None:
    name = new_id(kind, TODAY)
    text = _filled(kind, skeleton(kind, name, TODAY, "zh"))
    assert _load(tmp_path, kind, name, text) == []


@every_kind
def test_every_example_passes_when_it_is_uncommented(tmp_path: Path, kind: Kind) -> None:
    name = new_id(kind, TODAY)
    text = _filled(kind, skeleton(kind, name, TODAY, "zh"))
    lines = [EXAMPLE.sub(r"\1\2", line) for line in text.splitlines()]
    # A gift has one giver, time that the holder uses goes to nobody else, nobody has withdrawn yet.
    others = {
        "donation": r" +(body|partner):",
        "withdrawal": r" +to:",
        "profile": r"withdrawn_",
        "award": r" +(number|withdrawn_on):",
        "need": r" +(team|reason: not_volunteer|activity|rating)",  # they belong to later steps
    }.get(kind.name, r"\Z.")
    lines = [line for line in lines if not re.match(others, line)]
    text = "\n".join(lines) + "\n"
    assert not re.search(r"^ *# [a-z]", text, re.MULTILINE)
    assert _load(tmp_path, kind, name, text) == []


@every_kind
def test_it_names_every_property(kind: Kind) -> None:
    text = skeleton(kind, new_id(kind, TODAY), TODAY, "zh")
    for pointer, field in walk(kind.fields):
        assert re.search(rf"^[ #-]*{field.name}:", text, re.MULTILINE), pointer
    for field in kind.fields:
        assert f"# {field.title['zh']}" in text


def test_dates_and_ids_are_filled_in() -> None:
    kind = KINDS["activity"]
    name = new_id(kind, TODAY)
    assert re.fullmatch(r"a-20260315-[0-9a-hjkmnp-tv-z]{5}", name)
    text = skeleton(kind, name, TODAY, "zh")
    assert f"\nid: {name}\n" in text
    assert "\ndate: 2026-03-15\n" in text
    assert "\nbasis: local\n" in text
    assert re.search(r"\n  - id: g-20260315-\w{5}\n", skeleton(KINDS["donation"], "x", TODAY, "zh"))
    assert re.search(r"\n  - number: v-\w{6}\n", skeleton(KINDS["roster"], "x", TODAY, "zh"))
    # The last day of a notice is a decision, and the day of a consent a fact: neither is guessed.
    assert "\nto:  # 填写" in skeleton(KINDS["notice"], "x", TODAY, "zh")
    assert "\n  given_on:  # 填写" in skeleton(KINDS["profile"], "x", TODAY, "zh")


def test_it_is_written_and_never_over_another(tmp_path: Path) -> None:
    kind = KINDS["team"]
    path = write_skeleton(tmp_path, kind, "lantern", TODAY, "zh")
    assert path == tmp_path / "records/teams/lantern.yaml"
    before = path.read_text(encoding="utf-8")
    assert before == skeleton(kind, "lantern", TODAY, "zh")
    assert write_skeleton(tmp_path, kind, "lantern", TODAY, "en") == "exists"
    assert write_skeleton(tmp_path, KINDS["unit"], "lantern", TODAY, "en") == "exists"
    assert path.read_text(encoding="utf-8") == before
    assert [each.name for each in (tmp_path / "records").rglob("*.*")] == ["lantern.yaml"]


@pytest.mark.parametrize("wrong", ["../out", "灯塔", "Team", "a b", "a\n", "x" * 81, "-a"])
def test_an_id_of_another_form_is_refused(tmp_path: Path, wrong: str) -> None:
    assert write_skeleton(tmp_path, KINDS["team"], wrong, TODAY, "zh") == "bad_id"
    assert list(tmp_path.iterdir()) == []


def test_an_activity_keeps_its_own_form_of_id(tmp_path: Path) -> None:
    assert write_skeleton(tmp_path, KINDS["activity"], "cleaning", TODAY, "zh") == "bad_id"
    made = write_skeleton(tmp_path, KINDS["activity"], None, TODAY, "zh")
    assert isinstance(made, Path)
    assert made.exists()


def _filled(kind: Kind, text: str) -> str:
    """`text` with an example at every place to fill."""
    fields = {field.name: field for _, field in reversed(list(walk(kind.fields)))}
    key, lines = "", []
    for line in text.splitlines():
        if found := re.match(r" *(?:- )?([a-z_]+):", line):
            key = found[1]
        if PLACE.search(line):
            value = example(fields[key].schema, TODAY, "zh")
            one = value[0] if isinstance(value, list) else value
            shown = f"'{one}'" if re.match(r"[0-9.:]+$", str(one)) and isinstance(one, str) else one
            line = f"{line.partition('  #')[0]} {shown}"
        lines.append(line)
    # A role model, the first choice for a profile, needs an honor besides.
    return "\n".join(lines).replace("standing: honored", "standing: reported") + "\n"
