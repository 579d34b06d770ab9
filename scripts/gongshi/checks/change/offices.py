"""Who serves what, as the base has it: staff, their units, and what stands below these.

A member of staff serves their unit and all below it, and what belongs to the unit's place as a
whole; a keeper at a unit with no other above it serves all of the place. What the change itself
says of staff, units and policies counts for nothing, save where a unit or team is new with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow.compute as pc
from git import Repo

from gongshi.checks.change.commits import Altered, Change
from gongshi.checks.change.scopes import Scope, above, covers
from gongshi.kinds import Kind
from gongshi.records.commits import Record, blob, blobs_at, parsed
from gongshi.records.history.accounts import Accounts
from gongshi.records.history.log import identity
from gongshi.records.load import Loaded
from gongshi.records.walk import FOLDER

_SCOPES = ("team", "unit", "place")
_NEAREST = ("unit", "team", "scope", "parent", "place")
_ABOVE = ("unit", "parent", "place")  # of a team, unit or place: what stands above it
# What a record names besides: never what it belongs to.
_BESIDE = {"staff", "volunteer", "source", "document", "policy", "body", "statistic"}
_STEPS = 4  # from a record to another that says whose it is


class Offices:
    """Staff and scopes at the commit `change.base`; `loaded` only helps to find records by id."""

    def __init__(
        self, repo: Repo, kinds: Mapping[str, Kind], change: Change, loaded: Loaded
    ) -> None:
        self._repo, self._kinds, self._change, self._loaded = repo, kinds, change, loaded
        folders = {kinds[each].folder: each for each in ("staff", "policy", *_SCOPES)}
        held = blobs_at(repo, change.base, *(f"{FOLDER}/{each}/" for each in folders))
        self._blobs: dict[Scope, tuple[str, str]] = {}
        for path, sha in held.items():
            folder, _, name = identity(path).partition("/")
            self._blobs[folders[folder], name.removesuffix(".yaml")] = (path, sha)
        self._read: dict[Scope, Record | None] = {}
        self.staff = dict(self._all("staff"))
        self.accounts = Accounts(
            {id: str(each.get("forge_account", "")) for id, each in self.staff.items()}
        )

    def is_keeper(self, staff: str) -> bool:
        """Whether they keep the rules."""
        return "keeper" in self.staff[staff].get("roles", ())

    def serves(self, staff: str, altered: Altered) -> bool:
        """Whether a member of staff serves what the record belongs to, before and after.

        Who takes a team, unit or place from under one to put it under another serves these, too.
        """
        scopes = {self._scope(altered.kind, each) for each in altered.states}
        if altered.kind.name in _SCOPES and len(altered.states) == 2:
            before, after = (set(_stands_below(altered.kind, each)) for each in altered.states)
            scopes |= before ^ after
        return all(
            scope is None or covers(self.staff[staff], scope, self._record) for scope in scopes
        )

    def is_of_local(self, altered: Altered) -> bool:
        """Whether it belongs to a team or unit of the programme's own, whoever reported it."""
        scopes = {self._scope(altered.kind, each) for each in altered.states}
        return any(
            (self._record(*each) or {}).get("basis") == "local"
            for each in scopes
            if each is not None and each[0] != "place"
        )

    def wants_signature(self, altered: Altered, verified_on: str) -> bool:
        """Whether a policy over the record wants its verification signed.

        The policy holds if it is in force on the day of the base's commit or of the verification:
        nobody gets out of it by the day they write.
        """
        days = (self._change.day, verified_on)
        # Also that of a team which serves at a unit of others.
        teams = {("team", str(each["team"])) for each in altered.states if "team" in each}
        scopes = teams | {self._scope(altered.kind, each) for each in altered.states}
        over = {id for each in scopes if each for _, id in above(each, self._record)}
        return any(
            policy.get("signed_verification")
            and policy.get("basis") == "local"
            and policy.get("scope") in over
            and any(
                policy.get("from", "") <= day <= policy.get("until", "9999-12-31") for day in days
            )
            for _, policy in self._all("policy")
        )

    def _all(self, kind: str) -> Iterator[tuple[str, Record]]:
        for held, id in sorted(self._blobs):
            record = self._record(held, id) if held == kind else None
            if record is not None:
                yield id, record

    def _record(self, kind: str, id: str) -> Record | None:
        """A record at the base; if it is new with the change, as that has it."""
        if (kind, id) not in self._read:
            path, sha = self._blobs.get((kind, id), ("", ""))
            new = f"{self._kinds[kind].folder}/{id}.yaml"
            self._read[kind, id] = parsed(path, blob(self._repo, sha)) if sha else self._new(new)
        return self._read[kind, id]

    def _scope(self, kind: Kind, record: Record, steps: int = _STEPS) -> Scope | None:
        """The team, unit or place that a record belongs to, if it says any."""
        own = (kind.name, str(record.get("id")))
        if own in self._blobs and kind.name in _SCOPES:
            return own
        for name in _NEAREST:
            field = kind.field(name)
            if field is not None and isinstance(record.get(name), str):
                for each in _SCOPES:
                    if each in field.refers_to and self._record(each, record[name]) is not None:
                        return each, record[name]
        for field in kind.fields if steps else ():
            target = record.get(field.name)
            wanted = set(field.refers_to) - _BESIDE
            if isinstance(target, str) and wanted:
                found = self._target(wanted, target)
                return None if found is None else self._scope(*found, steps - 1)
        return None

    def _target(self, wanted: set[str], id: str) -> tuple[Kind, Record] | None:
        """The record of one of these kinds that has this id, or an entry with it."""
        tables = self._loaded.tables
        for kind in self._kinds.values():
            table = tables[kind.name] if kind.name in wanted else None
            column = "id"
            for items in kind.items:
                if items.item in wanted:
                    table, column = tables[f"{kind.name}__{items.array}"], items.id
            at = -1 if table is None else pc.index(table[column], id).as_py()
            if table is not None and at >= 0:
                path = self._loaded.paths[table["file"][at].as_py()]
                record = self._at(path)
                return None if record is None else (kind, record)
        return None

    def _at(self, path: str) -> Record | None:
        try:
            return parsed(path, blob(self._repo, f"{self._change.base}:{path}"))
        except ValueError:  # new with the change
            return self._new(identity(path))

    def _new(self, one: str) -> Record | None:
        """What the change has of a record."""
        altered = self._change.altered.get(one)
        return None if altered is None else altered.after


def _stands_below(kind: Kind, record: Record) -> Iterator[Scope]:
    """What a team, unit or place says that it stands directly below."""
    for name in _ABOVE:
        field = kind.field(name)
        if field is not None and name in record:
            yield field.refers_to[0], str(record[name])
