"""What the lines of a ledger are told by: the records that they stand in, as tables for queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.publish.library import Library

# The kinds whose records book something: entries, and policies by which something lapses.
BOOKED = frozenset({"activity", "correction", "donation", "policy", "redemption", "withdrawal"})


def sources_of(library: Library, paths: Sequence[str]) -> Mapping[str, pa.Table]:
    """Of every file by number the record that it holds, and of every reward redeemed what it was.

    `source` has `file`, `kind`, `label`, `address` and `page`, all None where nothing of the file
    is published, or nothing in it is ever booked; `goods` has `entry`, the id of a redemption, and
    `label`.
    """
    found = [library.by_file.get(path) for path in paths]
    rows = [
        (each.kind, each.label, each.address, each.page)
        if each and each.kind in BOOKED
        else (None,) * 4
        for each in found
    ]
    names = ("kind", "label", "address", "page")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    told = {
        name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)
    }
    files = pa.arange(0, len(paths))
    return {"source": pa.table({"file": files, **told}), "goods": _goods(library)}


def _goods(library: Library) -> pa.Table:
    entries: list[str] = []
    labels: list[str | None] = []
    if "redemption" in library.shelves and "reward" in library.shelves:
        shelf = library.shelves["redemption"]
        items = pc.list_flatten(pc.struct_field(shelf.structs, "entries"))
        entries = pc.struct_field(items, "id").to_pylist()
        rewards = {each.id: each.label for each in library.every("reward")}
        labels = [rewards.get(id) for id in pc.struct_field(items, "reward").to_pylist()]
    goods = pa.table(
        {"entry": pa.array(entries, pa.string()), "label": pa.array(labels, pa.string())}
    )
    return goods.filter(pc.is_valid(goods["entry"]))
