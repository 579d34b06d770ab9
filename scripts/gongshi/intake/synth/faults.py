"""Faults planted on purpose, so that a check can be judged by what it finds and what it misses.

`faults.yaml` says for each finding which records make it. Each fault is a few records of its own
beside the sound ones, so that no fault hides or causes another; and every finding is listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from gongshi.intake.demo.draw import Record
from gongshi.intake.synth.codes import Codes
from gongshi.intake.synth.data import data, filled, slots
from gongshi.kinds import Kind
from gongshi.records.canonical import to_yaml
from gongshi.records.positions import locate

Spec = Mapping[str, Any]

HEAD = "file\tline\tcode\tasked\n"
_CATALOGUE = "faults.yaml"
_CONTROL = frozenset(
    {"is", "as", "without", "tells", "edit", "file", "finding", "link", "pad", "empty"}
)
_DATED = re.compile(r"([a-z])-([0-9]{8})")
_VOLUNTEER = re.compile(r"[vw][0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEX = re.compile("<([0-9A-F]{4})>")
_BYTE = "<BYTE>", b"\xff"
# Kinds whose ids hold a day: the letter, and where the record says the day.
_DAYS = {
    "activity": ("a", "date"),
    "donation": ("d", "recorded_on"),
    "redemption": ("r", "recorded_on"),
    "withdrawal": ("w", "recorded_on"),
    "correction": ("c", "recorded_on"),
    "objection": ("o", "received"),
    "certificate": ("z", "issued_on"),
}
_USUAL_DAY = "2025-04-16"
# The laws are asked only where every file could be read (`checks.laws`); of the offices' codes two
# are asked of the text.
_LAWS, _OF_TEXT = ("L", "O"), ("O019", "O021")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that a check must give."""

    file: str
    line: int
    code: str

    @property
    def needs_all_read(self) -> bool:
        """Whether a check gives it only where every file could be read."""
        return self.code.startswith(_LAWS) and self.code not in _OF_TEXT

    def row(self) -> str:
        """The finding as a line of the list."""
        asked = "all read" if self.needs_all_read else "always"
        return f"{self.file}\t{self.line}\t{self.code}\t{asked}\n"


@dataclass(frozen=True, slots=True)
class Planted:
    """What the faults come to: files and symbolic links by path, and the findings in order."""

    files: Mapping[str, bytes]
    links: Mapping[str, str]
    told: Sequence[Told]


def codes() -> list[str]:
    """Every code that can be planted."""
    return list(data(_CATALOGUE)["faults"])


def plant(
    kinds: Mapping[str, Kind], count: int, of: Sequence[str], numbers: Codes, events: Codes
) -> Planted:
    """`count` faults, spread evenly over the codes `of`."""
    field = _Field(kinds, numbers, events)
    field.put("ground", "", data(_CATALOGUE)["ground"])
    for i in range(count):
        code = of[i % len(of)]
        field.put(f"{code.lower()}-{i // len(of) + 1}", code, data(_CATALOGUE)["faults"][code])
    told = sorted(field.told, key=lambda each: (each.file, each.line, each.code))
    return Planted(field.files, field.links, told)


class _Field:
    """Where faults are planted, one after the other."""

    def __init__(self, kinds: Mapping[str, Kind], numbers: Codes, events: Codes) -> None:
        self.kinds, self.numbers, self.events = kinds, numbers, events
        self.files: dict[str, bytes] = {}
        self.links: dict[str, str] = {}
        self.told: list[Told] = []

    def put(self, name: str, code: str, specs: Sequence[Spec]) -> None:
        """The records of one fault, with a roster of those in it."""
        records = [_record(spec) for spec in specs]
        by = {"n": name}
        for slot in slots(records):
            if _VOLUNTEER.fullmatch(slot):
                by.setdefault(slot, f"v-{self.numbers.code()}")
            elif dated := _DATED.fullmatch(slot):
                by.setdefault(slot, f"{dated[1]}-{dated[2]}-{self.events.code()}")
        on_roster = sorted(slot for slot in by if re.fullmatch("v[0-9]", slot))
        if on_roster:
            specs = [*specs, {"is": "roster"}]
            line = {"joined": "2024-01-10", "consent": "nothing"}
            members = [{"number": by[slot], **line} for slot in on_roster]
            records.append({**_record(specs[-1]), "members": members})
        for i, (spec, record) in enumerate(zip(specs, records, strict=True)):
            record["id"] = filled(record.get("id") or self._id(spec, record, f"{name}-{i}"), by)
            by[spec.get("as", "")] = record["id"]
        for spec, record in zip(specs, records, strict=True):
            self._write(code, spec, filled(record, by), by)

    def _id(self, spec: Spec, record: Record, name: str) -> str:
        letter, field = _DAYS.get(spec["is"], ("", ""))
        day = str(record.get(field, ""))
        if spec["is"] == "need":
            letter, day = "n", record["events"][0]["at"][:10]
        if letter:
            day = day if _DAY.fullmatch(day) else _USUAL_DAY
            return f"{letter}-{day.replace('-', '')}-{self.events.code()}"
        return f"{'s-' if spec['is'] == 'staff' else ''}faulty-{name}"

    def _write(self, code: str, spec: Spec, record: Record, by: Mapping[str, str]) -> None:
        kind = self.kinds[spec["is"]]
        name = filled(spec.get("file", f"{kind.folder}/{record['id']}.yaml"), by)
        path = f"records/{name}"
        text = "" if spec.get("empty") else to_yaml(record, kind)
        if "link" in spec:
            self.links[path] = spec["link"]
        line = 1
        if "edit" in spec:
            old, new = spec["edit"]
            before, _, after = text.partition(old)
            line = before.count("\n") + _first_difference(old, new).count("\n") + 1
            text = before + new + after
        raw = _HEX.sub(lambda code: chr(int(code[1], 16)), text).encode()
        raw = raw.replace(_BYTE[0].encode(), _BYTE[1])
        if "link" not in spec:
            self.files[path] = raw + b"#" * (spec.get("pad", 0) - len(raw))
        if "edit" in spec or "tells" in spec:
            file = f"records/{filled(spec['finding'], by)}" if "finding" in spec else path
            if at := spec.get("tells"):
                line = locate(raw, [(at, "value")])[at, "value"].line
            elif "tells" in spec:
                line = 1
            self.told.append(Told(file, line, code))


def _first_difference(old: str, new: str) -> str:
    """What both texts begin with."""
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    return new[: min(len(old), len(new)) if same is None else same]


def _record(spec: Spec) -> Record:
    """The record of a kind with the fault's own keys in place of the base's."""
    made: Record = {} if spec["is"] == "source" else {"basis": "local"}
    made |= deepcopy(data(_CATALOGUE)["bases"].get(spec["is"], {}))
    for name, value in spec.items():
        if name.startswith("/"):
            holder, last = _holder(made, name)
            holder[last] = deepcopy(value)
        elif name not in _CONTROL:
            made[name] = deepcopy(value)
    for name in spec.get("without", ()):
        holder, last = _holder(made, name if name.startswith("/") else f"/{name}")
        del holder[last]
    return made


def _holder(record: Record, pointer: str) -> tuple[Any, Any]:
    """What holds the value at a pointer, and under which key or place."""
    *steps, last = pointer.strip("/").split("/")
    holder: Any = record
    for step in steps:
        holder = holder[int(step) if isinstance(holder, list) else step]
    return holder, int(last) if isinstance(holder, list) else last
