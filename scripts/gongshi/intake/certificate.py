"""A certificate of service at a volunteer's request: what it says, and its line in the register."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gongshi.intake.refusal import Refusal
from gongshi.intake.skeleton import ALPHABET, new_id
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.load import Loaded
from gongshi.tally import Tally
from gongshi.tally.certified import Service, digest, services_of

_FIRST = "0000-01-01"
_CODE = 12  # characters of the code on the paper: 60 bits


@dataclass(frozen=True, slots=True)
class Certificate:
    """`record` is for the register; `services` and `code` stand on the paper alone."""

    record: Mapping[str, Any]
    services: tuple[Service, ...]
    code: str


def certify(
    tally: Tally,
    loaded: Loaded,
    number: str,
    by: str,
    first: str | None,
    last: str | None,
    *,
    id: str,
    code: str,
) -> Certificate | Refusal:
    """The certificate `id` of the services of `number` from `first` to `last` (all, if None).

    `by`, a verifier, certifies for their own unit, never for themselves; the day of issue is that
    of the tally.
    """
    staff = loaded.records["staff"].get(by, {})
    if "verifier" not in staff.get("roles", ()):
        return Refusal("unknown_verifier", {"staff": by})
    if staff.get("number") == number:
        return Refusal("own_certificate", {"staff": by})
    if not tally.rows("SELECT 1 FROM member WHERE number = ?", number):
        return Refusal("unknown_volunteer", {"number": number})
    day, unit = tally.as_of.isoformat(), staff["unit"]
    days = [each for each in (first, last) if each is not None]
    if not all(map(_is_day, days)) or sorted([*days, day]) != [*days, day]:
        span = " – ".join(days)
        return Refusal("bad_span", {"span": span, "day": day})
    made = made_out(tally, unit, number, by, first, last, id=id, code=code, day=day)
    return made or Refusal("no_service", {"number": number, "unit": unit})


def made_out(
    tally: Tally,
    unit: str,
    number: str,
    by: str,
    first: str | None,
    last: str | None,
    *,
    id: str,
    code: str,
    day: str,
) -> Certificate | None:
    """What a certificate issued on `day` says; None where there is no service to certify."""
    services = tuple(services_of(tally, number, unit, first or _FIRST, last or day, day))
    if not services:
        return None
    record: dict[str, Any] = {
        "id": id,
        "basis": "local",
        "unit": unit,
        "number": number,
        "from": first or services[0].served_on,
        "to": last or services[-1].served_on,
        "minutes": sum(each.minutes for each in services),
        "services": len(services),
        "issued_by": by,
        "issued_on": day,
    }
    record["digest"] = digest(record, services, code)
    return Certificate(record, services, code)


def write_certificate(
    root: Path,
    kind: Kind,
    tally: Tally,
    loaded: Loaded,
    number: str,
    by: str,
    first: str | None,
    last: str | None,
) -> tuple[Path, Certificate] | Refusal:
    """Write the register's record `records/certificates/…`, and give what the paper is to say."""
    made = certify(
        tally,
        loaded,
        number,
        by,
        first,
        last,
        id=new_id(kind, tally.as_of),
        code="".join(secrets.choice(ALPHABET) for _ in range(_CODE)),
    )
    if isinstance(made, Refusal):
        return made
    path = Path("records") / kind.folder / f"{made.record['id']}.yaml"
    write_atomic(root / path, to_yaml(made.record, kind))
    return path, made


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
