"""`datapackage.json`: what the tables below `data/` hold, as a Data Package (version 2).

A resource a kind, of which the file is the CSV; beside it stand, as `alternatives`, the same
records in other forms. Every file is told with its length and SHA-256.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gongshi.kinds import Field, Kind
from gongshi.publish.open_data.tables import EXCEL, FOLDER, columns
from gongshi.publish.output import Output
from gongshi.words import Lang, say

NAME = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {"string": "string", "integer": "integer", "boolean": "boolean", "object": "object"}
# By the end of the path below the folder: form and media type.
_FORMS = {
    f"{EXCEL}/{{}}.csv": ("csv", "text/csv"),
    "{}.jsonl": ("jsonl", "application/jsonl"),
    "{}.parquet": ("parquet", "application/vnd.apache.parquet"),
}


def write_datapackage(
    output: Output, kinds: Mapping[str, Kind], title: str, as_of: str, address: str, lang: Lang
) -> None:
    """Write it beside the files that `tables.write_data` has written.

    `title` is the site's name, `address` its configured address or "", `as_of` the day the
    figures are of.
    """
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "gongshi",
        "title": title,
        "description": say("data.about", lang),
        "version": as_of,
    }
    if address:
        package["homepage"] = address
    package["resources"] = [_resource(output, kind, lang) for kind in kinds.values()]
    output.write(f"{FOLDER}/{NAME}", json.dumps(package, ensure_ascii=False, indent=1) + "\n")


def _resource(output: Output, kind: Kind, lang: Lang) -> dict[str, Any]:
    others = [
        {**_file(output, path.format(kind.name)), "format": form, "mediatype": media}
        for path, (form, media) in _FORMS.items()
    ]
    return {
        # Names may not hold an underscore in some readers; ours hold none.
        "name": kind.name,
        "type": "table",
        "title": kind.title[lang],
        "description": kind.description[lang],
        **_file(output, f"{kind.name}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [_field(each, lang) for each in columns(kind)], "primaryKey": ["id"]},
        "alternatives": others,
    }


def _file(output: Output, path: str) -> dict[str, Any]:
    name = f"{FOLDER}/{path}"
    length = output.file(name)[0]
    return {"path": path, "bytes": length, "hash": f"sha256:{output.digests[name]}"}


def _field(field: Field, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": field.name,
        "type": _type(field),
        "title": field.title[lang],
        "description": field.description[lang],
    }
    if field.enum:
        told["constraints"] = {"enum": list(field.enum)}
    of = field.item or field
    if of.refers_to:
        told["refers_to"] = list(of.refers_to)
    return told


def _type(field: Field) -> str:
    """The type of a cell: a list of scalars is a text in the table, one of objects is JSON."""
    if field.item is not None:
        return "array" if field.item.fields else "string"
    return "date" if field.schema.get("format") == "date" else _TYPES[field.type]
