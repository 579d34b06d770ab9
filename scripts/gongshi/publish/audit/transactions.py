"""The transactions of the journal, made of lines of the ledger in columns.

In many lines few texts differ: each is worked out once, and taken wherever it stands.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from gongshi.publish.texts import joined, joint, listed, said

COMMODITIES = {"minutes": "MIN", "points": "PT", "credit_minutes": "CREDIT", "fen": "CNY"}
_ROWS = 16_384  # lines of which the text is made at once
_KEY = ("day", "served_on", "entry", "team", "unit", "place")  # what one transaction is of
_SORT = ("event", "policy", "rule")  # what books a line
_MOST = 1 << 62  # of a number that tells several columns

Lines = Mapping[str, pa.Array]  # by column; each text as `_ranked` gives it
Paths = Mapping[tuple[str, str], str]  # by kind and id


def lines_of(found: pa.Table) -> Lines:
    """The lines of the ledger that a query found."""
    return {
        name: _ranked(column) if pa.types.is_string(column.type) else column.combine_chunks()
        for name, column in zip(found.column_names, found.columns, strict=True)
    }


def in_order(lines: Lines) -> Lines:
    """The lines by `day`, which is told too, and then by all their columns, nothing after all else.

    Of lines that are summed by month the day is the month's last.
    """
    told = {"day": _ranked(said(lines["booked_on"], _day)), **lines}
    order = _order(told.values())
    return {name: column.take(order) for name, column in told.items()}


def transactions(lines: Lines, paths: Paths) -> Iterator[str]:
    """The text of lines in order, in pieces; `paths` are those of teams, units and places."""
    begins = _begins(lines[name].indices for name in _KEY)
    ends = pa.concat_arrays([begins[1:], pa.array([True])])[: len(begins)]
    of = pc.subtract(pc.cumulative_sum(begins.cast(pa.int64())), 1)  # each line's transaction
    cents = _cents(lines)
    sorts, sort = _sorts(lines)
    firsts = {name: column.filter(begins) for name, column in lines.items()}
    heads = _heads(firsts, _events(of, lines), paths)
    against = _against(of, counters(sorts).take(sort), _commodities(lines), cents)
    tags = _tags(sorts)
    for at in range(0, len(begins), _ROWS):
        some = slice(at, at + _ROWS)
        here = {name: column[some] for name, column in lines.items()}
        text = pc.binary_join_element_wise(
            heads.take(pc.if_else(begins[some], of[some], None)),
            *("    ", accounts(here), "  ", _amounts(cents[some]), " ", _commodities(here)),
            *(
                "  ; ",
                tags.take(sort[some]),
                joint(", number:", here["number"].dictionary_decode()),
                "\n",
            ),
            against.take(pc.if_else(ends[some], of[some], None)),
            "",
            null_handling="replace",
        )
        yield str(joined(pa.array([len(text)]), text, "")[0])


def accounts(lines: Lines) -> pa.Array:
    """The account of each line."""
    unit, number = lines["unit"].dictionary_decode(), lines["number"].dictionary_decode()
    gifts = said(lines["class"], {"service": "", "donation": ":gifts"}.__getitem__)
    return pc.if_else(
        pc.equal(lines["measure"].dictionary_decode(), "fen"),
        pc.coalesce(said(lines["fund"], "funds:{}".format), joint("units:", unit), "units:None"),
        pc.if_else(
            lines["withheld"],
            "passbooks:withheld",
            pc.coalesce(joint("passbooks:", number, gifts), joint("pool:", unit), "pool"),
        ),
    )


def counters(lines: Lines) -> pa.Array:
    """The account that each line stands against.

    What one event moves from a passbook to another, or to the pool, stands against one account.
    """
    policy = joint("equity:policy:", lines["policy"].dictionary_decode())
    rule = pc.coalesce(said(lines["rule"], ":{}".format), "")
    moved = said(lines["event"], lambda event: f"equity:{_stem(event)}")
    return pc.coalesce(joint(policy, rule), moved)


def _stem(event: str) -> str:
    return event.removesuffix("_in").removesuffix("_out")


def _heads(firsts: Lines, events: pa.Array, paths: Paths) -> pa.Array:
    """What stands above the lines of each transaction, of which the first is given."""
    entry = pc.coalesce(said(firsts["entry"], " ({})".format), "")
    above = (_above(kind, firsts[kind], paths) for kind in ("team", "unit", "place"))
    tags = listed(above)
    return joint(
        *("\n", said(firsts["day"], str), "=", said(firsts["served_on"], _day), entry, " "),
        *(events, pc.if_else(pc.equal(tags, ""), "", "  ; "), tags, "\n"),
    )


def _above(kind: str, column: pa.DictionaryArray, paths: Paths) -> pa.Array:
    """The tag of a team, unit or place with all above it."""
    return said(column, lambda id: f"{kind}:{paths.get((kind, id), id)}")


def _events(of: pa.Array, lines: Lines) -> pa.Array:
    """The events of each transaction."""
    events = lines["event"]
    found = _grouped({"of": of, "event": events.indices}, [])
    return _joined(found["of"], events.dictionary.take(found["event"]), " ")


def _against(of: pa.Array, account: pa.Array, commodity: pa.Array, cents: pa.Array) -> pa.Array:
    """What stands against the lines of each transaction, so that it sums to zero."""
    accounts, commodities = _ranked(account), _ranked(commodity)
    columns = {"of": of, "account": accounts.indices, "commodity": commodities.indices}
    found = _grouped(columns | {"cents": cents}, [("cents", "sum")])
    sums = pc.negate(found["cents_sum"])
    texts = joint(
        *("    ", accounts.dictionary.take(found["account"]), "  ", _amounts(sums), " "),
        *(commodities.dictionary.take(found["commodity"]), "\n"),
    )
    return _joined(found["of"], pc.if_else(pc.equal(sums, 0), "", texts), "")


def _sorts(lines: Lines) -> tuple[Lines, pa.Array]:
    """The sorts of lines by what books them, one line of each; and of which each line is."""
    (key,) = _keys(lines[name] for name in _SORT)  # so few values one number can always tell
    sort = key.dictionary_encode().indices
    found = _grouped({"sort": sort, "at": pa.arange(0, len(sort))}, [("at", "min")])
    return {name: lines[name].take(found["at_min"]) for name in _SORT}, sort


def _grouped(columns: Mapping[str, pa.Array], sums: list[tuple[str, str]]) -> Lines:
    """Lines put together that have all columns alike but those that are summed, in their order."""
    names = [name for name in columns if name not in dict(sums)]
    table = pa.table(columns).group_by(names, use_threads=False).aggregate(sums)
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in names])
    return {name: table[name].combine_chunks().take(order) for name in table.column_names}


def _tags(lines: Lines) -> pa.Array:
    return listed(joint(f"{name}:", lines[name].dictionary_decode()) for name in _SORT)


def _commodities(lines: Lines) -> pa.Array:
    return said(lines["measure"], COMMODITIES.__getitem__)


def _cents(lines: Lines) -> pa.Array:
    """The amount of each line in hundredths of its commodity; of yuan that is fen."""
    amounts = lines["amount"].dictionary_encode()
    values = amounts.dictionary.to_pylist()
    whole = pa.array(map(int, values), pa.int64()).take(amounts.indices)
    exact = pa.array([int(each * 100) for each in values], pa.int64()).take(amounts.indices)
    return pc.if_else(pc.equal(lines["measure"].dictionary_decode(), "fen"), whole, exact)


def _amounts(cents: pa.Array) -> pa.Array:
    return said(cents.dictionary_encode(), lambda each: f"{Decimal(each).scaleb(-2):.2f}")


def _day(day: str) -> str:
    """A day, of a month its last."""
    if len(day) > len("2026-03"):
        return day
    year, month = map(int, day.split("-"))
    return f"{day}-{monthrange(year, month)[1]}"


def _joined(of: pa.Array, texts: pa.Array, between: str) -> pa.Array:
    """All texts that are `of` the same put together; they stand beside each other."""
    starts = pc.indices_nonzero(_begins([of])).cast(pa.int32())
    offsets = pa.concat_arrays([starts, pa.array([len(texts)], pa.int32())])
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts), between)


def _begins(columns: Iterable[pa.Array]) -> pa.BooleanArray:
    """Whether any of some columns of numbers differs from the line before."""
    told = [column.fill_null(-1) for column in columns]
    differs = reduce(pc.or_, [pc.not_equal(each[1:], each[:-1]) for each in told])
    return pa.concat_arrays([pa.array([True])[: len(told[0])], differs])


def _ranked(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """A column as the values that there are, in their order, and which of them stands where."""
    found = column.dictionary_encode()
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    order = pc.sort_indices(found.dictionary)
    ranks = pc.sort_indices(order).cast(pa.int32()).take(found.indices)
    return pa.DictionaryArray.from_arrays(ranks, found.dictionary.take(order))


def _order(columns: Iterable[pa.Array]) -> pa.Array:
    """Where the lines stand by these columns."""
    keys = _keys(columns)
    names = [str(at) for at in range(len(keys))]
    by = [(name, "ascending") for name in names]
    return pc.sort_indices(pa.table(keys, names=names), sort_keys=by)


def _keys(columns: Iterable[pa.Array]) -> list[pa.Array]:
    """Numbers that tell columns, and stand in their order: as many at once as one can tell."""
    keys: list[pa.Array] = []
    room = _MOST
    for each in columns:
        column = each if isinstance(each, pa.DictionaryArray) else _ranked(each)
        size = len(column.dictionary) + 1
        ranks = column.indices.cast(pa.int64()).fill_null(size - 1)
        if room * size < _MOST:
            keys[-1], room = pc.add(pc.multiply(keys[-1], size), ranks), room * size
        else:
            keys, room = [*keys, ranks], size
    return keys
