"""A programming interface made of files: `api/v1/`, described by an OpenAPI document.

    index.json                    the day, and of every kind how much there is and where
    KIND/list/PAGE.json           the records of a kind by id, LISTED on a page: what each is
                                  called, where its page is, and the shard that holds it
    KIND/records/SHARD.json       whole records by id
    openapi.json                  all this, and the form of every record, as OpenAPI 3.1

A shard is named by the first letters of the SHA-256 of an id, `all` where a kind has one only. So a
record that is added changes one shard, and a large kind has few files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from gongshi.kinds import Field, Kind
from gongshi.publish.kept_files import KeptFiles
from gongshi.publish.library import Entry, Library
from gongshi.publish.open_data import tables
from gongshi.publish.open_data.tables import columns, in_line, in_lines
from gongshi.publish.output import Output
from gongshi.publish.pages import Site
from gongshi.records.gate import OPEN
from gongshi.words import Lang, say

FOLDER = "api/v1"
LISTED = 1000  # records on a page of a list
IN_SHARD = 300_000  # bytes of a shard, more or less
ALL = "all"


def write_lists(kept: KeptFiles, library: Library) -> None:
    """Write the lists and shards of every kind, out of the files of `tables.write_data`."""
    for kind in library.kinds.values():
        entries, lines = library.all(kind.name), _lines(kind)
        length = _length(kept.output, kind)
        faces = sha256(b"".join(each.face for each in entries))
        write = partial(_write_lists, kept.output, kind, entries, length)
        kept.make(f"api {kind.name} lists", f"{length} {faces.hexdigest()}", write)
        write = partial(_write_shards, kept.output, kind, entries, lines, length)
        kept.make(f"api {kind.name} records", kept.output.digests[lines], write)


def write_api(site: Site, output: Output) -> None:
    """Write what tells of these lists and shards."""
    kinds = site.library.kinds
    told = [_about(site.library, kind, output) for kind in kinds.values()]
    index = {"as_of": site.derived.as_of, "name": site.extra["site_name"], "kinds": told}
    output.write(f"{FOLDER}/index.json", _text(index))
    description = openapi(kinds, str(site.extra["site_name"]), site.derived.as_of, site.lang)
    output.write(f"{FOLDER}/openapi.json", _text(description))


def shard_of(id: str, length: int) -> str:
    """The shard that holds a record, of a kind whose shards have names of this length."""
    return sha256(id.encode()).hexdigest()[:length] or ALL


def _lines(kind: Kind) -> str:
    """The file with each record of a kind in a line."""
    return f"{tables.FOLDER}/{tables.LINES.format(kind.name)}"


def _about(library: Library, kind: Kind, output: Output) -> dict[str, Any]:
    """What the index says of a kind."""
    entries = library.all(kind.name)
    return {
        "kind": kind.name,
        "title": kind.title["zh"],
        "title_en": kind.title["en"],
        "count": len(entries),
        "pages": _pages(entries),
        "shard_length": _length(output, kind),
    }


def _write_lists(output: Output, kind: Kind, entries: Sequence[Entry], length: int) -> list[str]:
    """Write the lists of a kind, a record a line."""
    paths, pages = [], _pages(entries)
    for page in range(pages):
        items = (
            _item(entry.id, entry.label, entry.address, entry.place, entry.when, length)
            for entry in entries[page * LISTED : (page + 1) * LISTED]
        )
        head = {"kind": kind.name, "page": page + 1, "pages": pages, "count": len(entries)}
        paths.append(f"{FOLDER}/{kind.name}/list/{page + 1}.json")
        begun = in_line(head).removesuffix("}")
        output.write(paths[-1], f'{begun}, "items": {in_lines(items)}}}\n')
    return paths


def _write_shards(
    output: Output, kind: Kind, entries: Sequence[Entry], lines: str, length: int
) -> list[str]:
    """Write the shards of a kind, of whose records each is a line of the file `lines`."""
    shards: dict[str, list[bytes]] = {}
    for entry, line in zip(entries, output.find(lines).read_bytes().split(b"\n")[:-1], strict=True):
        of = shards.setdefault(shard_of(entry.id, length), [])
        of.append(b'"%s": %s' % (entry.id.encode(), line))
    paths = {name: f"{FOLDER}/{kind.name}/records/{name}.json" for name in shards}
    for name, of in shards.items():
        output.write(paths[name], b"{\n" + b",\n".join(of) + b"\n}\n")
    return list(paths.values())


def _pages(entries: Sequence[Entry]) -> int:
    """How many pages a list has."""
    return -(-len(entries) // LISTED)


def _length(output: Output, kind: Kind) -> int:
    """How many letters the names of shards need, by the size of all records together."""
    size, length = output.file(_lines(kind))[0], 0
    while size > IN_SHARD * 16**length:
        length += 1
    return length


def _item(id: str, label: str, page: str, place: str, when: str, length: int) -> dict[str, str]:
    known = {"place": place, "when": when}
    told = {"id": id, "label": label, "page": page, "shard": shard_of(id, length)}
    return told | {name: value for name, value in known.items() if value}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def openapi(kinds: Mapping[str, Kind], title: str, as_of: str, lang: Lang) -> dict[str, Any]:
    """The OpenAPI document; its addresses are relative to where it stands."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": as_of, "description": say("data.api", lang)},
        "servers": [{"url": "./"}],
        "paths": dict(_paths(kinds, lang)),
        "components": {
            "schemas": {
                **{kind.name: _object(columns(kind), lang, kind) for kind in kinds.values()},
                **_OWN,
            }
        },
    }


_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}


def _closed(properties: Mapping[str, Any], optional: Sequence[str] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": dict(properties),
    }


_ITEM = _closed(
    dict.fromkeys(("id", "label", "page", "shard", "place", "when"), _TEXT), ("place", "when")
)
_ABOUT_KIND = _closed(
    dict.fromkeys(("kind", "title", "title_en"), _TEXT)
    | dict.fromkeys(("count", "pages", "shard_length"), _COUNT)
)
# The forms of what is no record; kinds have no such names.
_OWN = {
    "_index": _closed(
        {"as_of": _TEXT, "name": _TEXT, "kinds": {"type": "array", "items": _ABOUT_KIND}}
    ),
    "_list": _closed(
        {"kind": _TEXT, "page": _COUNT, "pages": _COUNT, "count": _COUNT}
        | {"items": {"type": "array", "items": _ITEM}}
    ),
}


def _paths(kinds: Mapping[str, Kind], lang: Lang) -> Iterator[tuple[str, Any]]:
    yield "/index.json", _get("index", say("data.api_index", lang), _ref("_index"), (), lang)
    for kind in kinds.values():
        title = kind.title[lang]
        said = say("data.api_list", lang, title=title)
        page = ("page", {"type": "integer", "minimum": 1}, say("data.api_page", lang))
        of_list = _get(f"{kind.name}_list", said, _ref("_list"), page, lang)
        yield f"/{kind.name}/list/{{page}}.json", of_list
        said = say("data.api_records", lang, title=title)
        shard = ("shard", {"type": "string", "pattern": f"^(?:{ALL}|[0-9a-f]+)$"})
        by_id = {"type": "object", "additionalProperties": _ref(kind.name)}
        of_shard = (*shard, say("data.api_shard", lang))
        of_records = _get(f"{kind.name}_records", said, by_id, of_shard, lang)
        yield f"/{kind.name}/records/{{shard}}.json", of_records


def _get(id: str, summary: str, schema: Any, parameter: Sequence[Any], lang: Lang) -> Any:
    told: dict[str, Any] = {"operationId": id, "summary": summary}
    if parameter:
        name, of, description = parameter
        told["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": of, "description": description}
        ]
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    absent = {"description": say("data.api_absent", lang)}
    return {"get": {**told, "responses": {"200": answer, "404": absent}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(fields: Sequence[Field], lang: Lang, of: Kind | None = None) -> dict[str, Any]:
    """What is published of an object; anything but an id may be missing, since it is withheld."""
    told: dict[str, Any] = {"type": "object", "additionalProperties": False}
    if of is not None:
        told |= {"title": of.title[lang], "description": of.description[lang], "required": ["id"]}
    told["properties"] = {each.name: _schema(each, lang) for each in fields if each.publish in OPEN}
    return told


def _schema(field: Field, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any]
    if field.fields:
        told = _object(field.fields, lang)
    elif field.item is not None:
        told = {"type": "array", "items": _schema(field.item, lang)}
    else:
        told = {"type": field.type}
        if field.enum:
            told["enum"] = list(field.enum)
    for name, words in (("title", field.title), ("description", field.description)):
        if words.get(lang):
            told[name] = words[lang]
    return told
