"""Settings of an editor: ours are put in, and nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongshi.intake.editor import UnreadableSettingsError, to_paste, with_schemas
from gongshi.kinds import Kind


def test_every_kind_has_its_schema_and_its_files(root: Path, kinds: dict[str, Kind]) -> None:
    told = json.loads(with_schemas("", kinds))["yaml.schemas"]
    assert len(told) == len(kinds)
    for schema, files in told.items():
        assert (root / schema).is_file()
        name = Path(schema).stem
        folder = root / "records" / kinds[name].folder
        if folder.is_dir():
            assert {*root.glob(files)} == {*folder.rglob("*.yaml")}
    assert json.loads(to_paste(kinds)) == {"yaml.schemas": told}


def test_other_settings_stay(kinds: dict[str, Kind]) -> None:
    before = {
        "editor.tabSize": 2,
        "yaml.schemas": {"https://other.example/x.json": "x/*.yaml", "schemas/team.yaml": "old"},
        "files.encoding": "utf8",
    }
    made = with_schemas(json.dumps(before), kinds)
    told = json.loads(made)
    assert list(told) == list(before)
    assert told["editor.tabSize"] == 2
    assert told["yaml.schemas"]["https://other.example/x.json"] == "x/*.yaml"
    assert told["yaml.schemas"]["schemas/team.yaml"] == "records/teams/**/*.yaml"
    compact = json.dumps(told)
    assert with_schemas(compact, kinds) == compact  # nothing to do: not a byte is touched


@pytest.mark.parametrize(
    "text", ['{\n  // mine\n  "a": 1,\n}\n', "[]", '{"yaml.schemas": []}', "{"]
)
def test_settings_that_are_no_plain_json_are_left_alone(text: str, kinds: dict[str, Kind]) -> None:
    with pytest.raises(UnreadableSettingsError):
        with_schemas(text, kinds)
