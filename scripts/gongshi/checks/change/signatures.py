"""Verifications signed with the verifier's own key, where a policy wants it; Git itself looks.

The keys are those of the staff records at the base: a key that comes with the change vouches for
nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from git import Repo

from gongshi.checks.change.commits import Change
from gongshi.checks.change.people import Verification
from gongshi.findings import Finding
from gongshi.records.commits import Record, git
from gongshi.words import Lang, say

MISSING, BAD, ANOTHER_KEY, NEW_KEY, NO_KEY = "C010", "C011", "C012", "C013", "C014"
_LANGS: tuple[Lang, ...] = ("zh", "en")
_NONE, _SOUND = "N", ("G", "U")  # what Git says of a signature; U: sound, by a key not listed


@dataclass(frozen=True, slots=True)
class Signature:
    """What Git says of a commit's signature (`%G?`), and the key it was made with."""

    verdict: str
    fingerprint: str


def unsigned(
    repo: Repo, change: Change, staff: Mapping[str, Record], wanted: Sequence[Verification]
) -> Iterator[Finding]:
    """Every verification whose commit is not signed by the verifier."""
    keys = {id: key for id, each in staff.items() if (key := fingerprint(each.get("ssh_key")))}
    signatures = _signatures(repo, {each.brought.sha for each in wanted}, staff)
    for each in wanted:
        found = signatures[each.brought.sha]
        key = keys.get(each.verifier, "")
        args = {"staff": each.verifier, "commit": each.brought.sha[:9]}
        if found.verdict == _NONE:
            code = MISSING
        elif found.verdict not in _SOUND:
            code = BAD
        elif key and found.fingerprint == key:
            continue
        elif found.fingerprint == _new_key(change, each.verifier):
            code = NEW_KEY
        else:
            code = ANOTHER_KEY if key else NO_KEY
            owner = next((id for id, one in keys.items() if one == found.fingerprint), "")
            for lang in _LANGS:
                word = "cli.findings.key_of" if owner else "cli.findings.other_key"
                args[f"key_{lang}"] = say(word, lang, staff=owner)
        yield Finding(each.altered.path, code, "/verified_by", args=args)


def _new_key(change: Change, staff: str) -> str:
    """The key that the change itself would give to a member of staff."""
    altered = change.altered.get(f"staff/{staff}.yaml")
    record = None if altered is None else altered.after
    return fingerprint((record or {}).get("ssh_key"))


def fingerprint(key: object) -> str:
    """The name that Git and OpenSSH give to a public key; "" for what is none."""
    try:
        content = base64.b64decode(str(key or "").split(" ")[1], validate=True)
    except (IndexError, binascii.Error):
        return ""
    digest = hashlib.sha256(content).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _signatures(
    repo: Repo, commits: Collection[str], staff: Mapping[str, Record]
) -> dict[str, Signature]:
    """What Git says of these commits, asked once; of keys it knows those of `staff` alone."""
    if not commits:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        signers = Path(folder) / "signers"
        signers.write_text(
            "".join(
                f'{id} namespaces="git" {each["ssh_key"]}\n'
                for id, each in sorted(staff.items())
                if fingerprint(each.get("ssh_key"))
            ),
            encoding="utf-8",
        )
        settings = {
            "gpg.ssh.allowedSignersFile": str(signers),
            "gpg.ssh.program": "ssh-keygen",
            "gpg.ssh.revocationFile": "",
        }
        told = {"GIT_CONFIG_COUNT": str(len(settings))}
        for at, (name, value) in enumerate(settings.items()):
            told |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
        with repo.git.custom_environment(**told):
            lines = git(
                repo,
                "log",
                "--no-walk=unsorted",
                "--no-show-signature",
                "--format=%H %G? %GF",
                *sorted(commits),
            )
    rows = (line.split(" ") for line in lines.split("\n"))
    return {sha: Signature(verdict, key) for sha, verdict, key in rows}
