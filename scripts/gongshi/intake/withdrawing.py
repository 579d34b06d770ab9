"""Withdrawing consent: a volunteer's publication closed everywhere, whole or not at all.

What is by number vanishes from the site by the gate as soon as the roster line says `nothing`.
What is by name, a profile, keeps an id, a place and the day, so that old links meet a kind word
and honors still have a recipient; all else is taken out of the record (design.md section 6,
domain.md 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from git.exc import GitCommandError

from gongshi.intake.refusal import Refusal
from gongshi.kinds import Field, Kind
from gongshi.records.canonical import to_yaml, write_atomic
from gongshi.records.load import Loaded
from gongshi.records.parse import parse
from gongshi.records.positions import Wanted, locate
from gongshi.records.repository import repository
from gongshi.records.walk import FOLDER, PICTURES
from gongshi.words import Lang, say

Record = Mapping[str, Any]
_KEPT = ("id", "basis", "place")  # of a profile


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was done, and what is left; paths are below the repository's top.

    `honors` are those whose recipient is a profile taken down; `mentions` records whose free text
    still holds the name or number, with the field; `commits` counts those in which the files in
    `history` stood before.
    """

    number: str
    day: str
    rosters: Sequence[str]
    profiles: Sequence[str]
    pictures: Sequence[str]
    honors: Sequence[str]
    mentions: Sequence[tuple[str, Mapping[str, str]]]
    history: Sequence[str]
    commits: int

    def in_words(self, lang: Lang) -> Iterator[str]:
        """A sentence for each thing done or left to do."""

        def told(word: str, **slots: object) -> str:
            return say(f"cli.withdrawn.{word}", lang, **slots)

        yield from (told("roster", path=path, day=self.day) for path in self.rosters)
        yield from (told("profile", path=path) for path in self.profiles)
        yield from (told("picture", path=path) for path in self.pictures)
        if not self.rosters and not self.profiles:
            yield told("nothing", number=self.number)
        yield told("by_gate")
        yield from (told("honor", path=path) for path in self.honors)
        yield from (told("id", path=path) for path in self.profiles)
        yield from (told("mentions", path=path, field=field[lang]) for path, field in self.mentions)
        yield told("names")
        if self.commits:
            paths = say("pages.comma", lang).join(self.history)
            yield told("history", paths=paths, count=self.commits)
        else:
            yield told("no_history")
        if self.rosters or self.profiles:
            yield told("next")


def withdraw(
    root: Path,
    kinds: Mapping[str, Kind],
    loaded: Loaded,
    number: str,
    by: str,
    today: date,
) -> Withdrawal | Refusal:
    """Close everything that is published of the volunteer `number`; `by` is who was asked.

    Done twice it changes nothing the second time. Records with other faults do not stand in the
    way, but a roster or profile that cannot be read does: it might hold the volunteer.
    """
    broken = loaded.tables["broken"].to_pylist()
    unread = [each["path"] for each in broken if each["kind"] in ("roster", "profile")]
    if unread:
        return Refusal("unread_records", {"paths": say("pages.comma", "zh").join(unread)})
    if by not in loaded.records["staff"]:
        return Refusal("unknown_staff", {"staff": by})
    paths = loaded.path_of
    homes = {
        paths["roster", id]: at
        for id, roster in loaded.records["roster"].items()
        for at, member in enumerate(roster.get("members", ()))
        if member["number"] == number
    }
    if not homes:
        return Refusal("withdraw_unknown", {"number": number})
    day = today.isoformat()
    profiles = {
        paths["profile", id]: profile
        for id, profile in loaded.records["profile"].items()
        if profile.get("number") == number
    }
    texts = {
        path: to_yaml(_tombstone(profile, day, by), kinds["profile"])
        for path, profile in profiles.items()
    }
    rosters = {}
    for path, at in homes.items():
        changed = _closed((root / path).read_bytes(), at, day, by, kinds["roster"])
        if changed is not None:
            rosters[path] = changed
    portraits = (
        f"{FOLDER}/{PICTURES}/{profile['portrait']['file']}"
        for profile in profiles.values()
        if "portrait" in profile
    )
    pictures = [path for path in portraits if (root / path).is_file()]
    if refusal := _write_all(root, {**rosters, **texts, **dict.fromkeys(pictures)}):
        return refusal
    names = [str(profile["name"]) for profile in profiles.values()]
    ids = {str(profile["id"]) for profile in profiles.values()}
    touched = [*homes, *profiles, *pictures]
    return Withdrawal(
        number=number,
        day=day,
        rosters=list(rosters),
        profiles=list(profiles),
        pictures=pictures,
        honors=[
            paths["honor", id]
            for id, honor in loaded.records["honor"].items()
            if honor["recipient"] in ids
        ],
        mentions=[
            (path, title)
            for (kind, id), path in sorted(paths.items())
            if path not in profiles
            for title in _mentions(kinds[kind].fields, loaded.records[kind][id], [number, *names])
        ],
        history=touched,
        commits=_commits(root, touched),
    )


def _tombstone(profile: Record, day: str, by: str) -> dict[str, Any]:
    return {
        **{name: profile[name] for name in _KEPT},
        "standing": "withdrawn",
        "withdrawn_on": day,
        "withdrawn_by": by,
    }


def _closed(raw: bytes, at: int, day: str, by: str, kind: Kind) -> str | None:
    """The text of a roster with its member `at` consenting to nothing; None if so already.

    Only the member's own lines change, so that comments stay and a reviewer sees what was done;
    where that would not read as meant, the roster is written anew.
    """
    roster, _ = parse("", raw)
    if roster is None or roster["members"][at]["consent"] == "nothing":
        return None
    member = roster["members"][at]
    member |= {"consent": "nothing", "consent_on": day, "consent_by": by}
    pointer = f"/members/{at}"
    names = ("consent", "consent_on", "consent_by")
    keys: list[Wanted] = [(f"{pointer}/{name}", "key") for name in names]
    spans = locate(raw, keys)
    lines = raw.decode("utf-8").split("\n")
    first = spans[keys[0]]
    indent = " " * (first.column - 1)
    gone = {
        span.line
        for key in keys[1:]
        if (span := spans[key]).line != first.line
        and lines[span.line - 1].strip().startswith(key[0].rpartition("/")[2])
    }
    head = lines[first.line - 1][: first.column - 1]
    new = [f"{head}consent: nothing", f"{indent}consent_on: {day}", f"{indent}consent_by: {by}"]
    kept = [
        line
        for number, old in enumerate(lines, 1)
        if number not in gone
        for line in (new if number == first.line else [old])
    ]
    text = "\n".join(kept)
    return text if parse("", text.encode())[0] == roster else to_yaml(roster, kind)


def _write_all(root: Path, texts: Mapping[str, str | None]) -> Refusal | None:
    """Write every file, or for None remove it; if one fails, put those before it back."""
    before: dict[str, bytes] = {}
    for path, text in texts.items():
        before[path] = (root / path).read_bytes()
        try:
            if text is None:
                (root / path).unlink()
            else:
                write_atomic(root / path, text)
        except (OSError, KeyboardInterrupt) as error:
            for done, old in before.items():
                if done != path:
                    write_atomic(root / done, old)
            if not isinstance(error, OSError):
                raise
            return Refusal("changed_meanwhile", {"path": path, "reason": error.strerror or ""})
    return None


def _mentions(
    fields: Sequence[Field], value: Record, words: Sequence[str]
) -> Iterator[Mapping[str, str]]:
    """The titles of the free texts in which one of `words` stands."""
    for field in fields:
        held = value.get(field.name)
        if held is None:
            continue
        inner = field.item.fields if field.item is not None else field.fields
        if inner:
            for each in held if isinstance(held, list) else [held]:
                yield from _mentions(inner, each, words)
        elif field.free_text or (field.item is not None and field.item.free_text):
            texts = held if isinstance(held, list) else [held]
            if any(word in text for word in words for text in texts):
                yield field.title


def _commits(root: Path, paths: Iterable[str]) -> int:
    """How many commits have touched the files; none outside Git."""
    with repository(root) as repo:
        try:
            return int(repo.git.rev_list("--count", "--all", "--", *paths)) if repo else 0
        except GitCommandError:
            return 0
