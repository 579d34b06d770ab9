"""What a certificate of service may say, and whether what one said still holds.

Who recorded certifies (谁记录谁证明): a certificate of a unit speaks of the services that the unit
and those below it recorded, as far as they were booked by the day before the issue. Service alone
counts, as credited after caps, net of corrections, cut to whole minutes. A correction booked on
the day of issue or later supersedes every certificate that spoke of the service.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from gongshi.tally.run import Tally

Standing = Literal["valid", "superseded", "revoked"]

_RECORDED = """
    JOIN scope ON scope.kind = 'unit' AND scope.id = ledger.unit AND scope.above_kind = 'unit'
        AND scope.above = %s
    WHERE ledger.measure = 'minutes' AND ledger.origin = 'service'
"""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the activity, its day, the whole minutes credited."""

    entry: str
    served_on: str
    minutes: int


def services_of(
    tally: Tally, number: str, unit: str, first: str, last: str, before: str
) -> list[Service]:
    """What `unit` recorded of a volunteer's services from `first` to `last`, by day and entry.

    Only what was booked earlier than the day `before` counts.
    """
    rows = tally.rows(
        "SELECT COALESCE(ledger.corrects, ledger.entry) AS entry, ledger.served_on,"
        " CAST(FLOOR(SUM(ledger.amount)) AS BIGINT) AS minutes"
        f" FROM ledger {_RECORDED % '?'} AND ledger.number = ?"
        " AND ledger.served_on BETWEEN ? AND ? AND ledger.booked_on < ?"
        " GROUP BY COALESCE(ledger.corrects, ledger.entry), ledger.served_on"
        " ORDER BY served_on, entry",
        unit,
        number,
        first,
        last,
        before,
    )
    return [Service(**row) for row in rows if row["minutes"] > 0]


def standings(tally: Tally, certificates: Mapping[str, Mapping[str, Any]]) -> dict[str, Standing]:
    """How each certificate (record by id) stands at the end of the tally's day."""
    if not certificates:
        return {}
    names = ("id", "unit", "number", "from", "to", "issued_on")
    columns = {name: [each[name] for each in certificates.values()] for name in names}
    with tally.tables.beside({"certified": pa.table(columns)}):
        rows = tally.rows(
            "SELECT DISTINCT certified.id FROM certified JOIN ledger"
            " ON ledger.number = certified.number AND ledger.corrects IS NOT NULL"
            ' AND ledger.served_on BETWEEN certified."from" AND certified."to"'
            " AND ledger.booked_on >= certified.issued_on JOIN ledger AS first"
            " ON first.entry = ledger.corrects AND first.number = ledger.number"
            " AND first.measure = 'minutes' AND first.booked_on < certified.issued_on"
            f" {_RECORDED % 'certified.unit'}"
        )
    superseded = {row["id"] for row in rows}
    day = tally.as_of.isoformat()
    return {
        id: "revoked"
        if each.get("revoked_on", "9999") <= day
        else "superseded"
        if id in superseded
        else "valid"
        for id, each in certificates.items()
    }


def digest(record: Mapping[str, Any], services: Iterable[Service], code: str) -> str:
    """The digest of what a paper says: SHA-256 over its lines, each ended by a line feed.

    The first line is `code|id|number|unit|from|to|issued_on|minutes|services`, then one
    `entry|served_on|minutes` a service, as printed. The code stands on the paper alone: without
    it nobody can find out by trying whose certificate a digest is.
    """
    return hashlib.sha256(
        "".join(f"{each}\n" for each in said(record, services, code)).encode()
    ).hexdigest()


def said(record: Mapping[str, Any], services: Iterable[Service], code: str) -> Sequence[str]:
    """The lines of `digest`."""
    head = ("id", "number", "unit", "from", "to", "issued_on", "minutes", "services")
    return [
        "|".join([code, *(str(record[name]) for name in head)]),
        *(f"{each.entry}|{each.served_on}|{each.minutes}" for each in services),
    ]
