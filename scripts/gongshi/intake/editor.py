"""Settings by which VS Code, with the YAML extension, completes and explains records as one types.

They say which schema the files of each folder follow. Whatever else the settings hold stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gongshi.kinds import Kind

SETTINGS = Path(".vscode/settings.json")
_SCHEMAS = "yaml.schemas"


class UnreadableSettingsError(ValueError):
    """The settings are no plain JSON object, such as one with comments: they are left alone."""


def schemas_of(kinds: Mapping[str, Kind]) -> dict[str, str]:
    """Of each schema, by its path from the repository's root, the files that follow it."""
    return {
        f"schemas/{kind.name}.yaml": f"records/{kind.folder}/**/*.yaml" for kind in kinds.values()
    }


def with_schemas(settings: str, kinds: Mapping[str, Kind]) -> str:
    """The text of the settings with our schemas in it; "" stands for none.

    The same text where they are in it already. Raises UnreadableSettingsError.
    """
    ours = schemas_of(kinds)
    try:
        read: Any = json.loads(settings) if settings.strip() else {}
    except ValueError as error:
        raise UnreadableSettingsError(str(error)) from error
    if not isinstance(read, dict) or not isinstance(read.get(_SCHEMAS, {}), dict):
        raise UnreadableSettingsError(_SCHEMAS)
    before = read.get(_SCHEMAS, {})
    if ours.items() <= before.items():
        return settings
    return json.dumps({**read, _SCHEMAS: {**before, **ours}}, ensure_ascii=False, indent=2) + "\n"


def to_paste(kinds: Mapping[str, Kind]) -> str:
    """What somebody may put into settings that we leave alone."""
    return json.dumps({_SCHEMAS: schemas_of(kinds)}, indent=2)
