"""Where a policy wants it, a verification is signed with the verifier's key at the base."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from git import Repo

from gongshi.checks.change.signatures import fingerprint
from gongshi.checks.shown import words_of

from .conftest import ACTIVITY, LOCAL, POLICY, STAFF, VERIFIED, World

pytestmark = pytest.mark.ssh


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """A key for Ben, one for Kim, and one that nobody has."""
    made = {}
    for name in ("ben", "kim", "mal"):
        made[name] = tmp_path / name
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(made[name])],
            check=True,
        )
    return made


@pytest.fixture
def signing(bare: World, keys: dict[str, Path]) -> World:
    """The county, where verifications are signed and Ben and Kim have keys."""
    bare.write("policy", POLICY)
    for name in ("ben", "kim"):
        bare.write("staff", staff(f"s-{name}", keys[name]))
    bare.first = bare.commit("anna")
    return bare


def public(key: Path) -> str:
    return " ".join(key.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


def staff(id: str, key: Path) -> dict[str, object]:
    unit, role = STAFF[id]
    account = {"forge_account": id.removeprefix("s-"), "ssh_key": public(key)}
    return {"id": id, **LOCAL, "unit": unit, "roles": [role], **account}


def told(world: World) -> tuple[str, str, str]:
    (finding,) = world.findings()
    assert finding.pointer == "/verified_by"
    titles = (words_of(finding, "zh")["title"], words_of(finding, "en")["title"])
    return (finding.code, *titles)


def test_the_name_of_a_key_is_that_of_openssh(keys: dict[str, Path]) -> None:
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(keys["ben"].with_suffix(".pub"))],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert shown.split()[1] == fingerprint(public(keys["ben"]))
    assert fingerprint("ssh-ed25519") == fingerprint(None) == fingerprint("ssh-ed25519 A") == ""


@pytest.mark.parametrize("who", ["ben", "kim", "anna"])
def test_signed_by_the_verifier_it_stands_whoever_commits(
    signing: World, keys: dict[str, Path], who: str
) -> None:
    signing.write("activity", VERIFIED)
    signing.commit(who, sign=keys["ben"])
    assert signing.found() == []


def test_unsigned_it_does_not(signing: World) -> None:
    signing.write("activity", VERIFIED)
    commit = signing.commit("ben")[:9]
    assert told(signing) == (
        "C010",
        f"「s-ben」的核实没有签名（提交 {commit}）",
        f"The verification by “s-ben” is not signed (commit {commit})",
    )


def test_what_was_changed_after_the_signature_is_not_signed(
    signing: World, keys: dict[str, Path]
) -> None:
    signing.write("activity", VERIFIED)
    signing.commit("ben", sign=keys["ben"])
    more = VERIFIED | {"participants": [{"number": "v-0a1b2c", "minutes": 600}]}
    signing.write("activity", more)
    signing.commit("ben")
    assert signing.codes() == ["C025", "C010"]


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("kim", "s-kim 的密钥", "the key of s-kim"),
        ("mal", "一把不认识的密钥", "a key that nobody here has"),
    ],
)
def test_another_key_is_told_apart(
    signing: World, keys: dict[str, Path], key: str, zh: str, en: str
) -> None:
    signing.write("activity", VERIFIED)
    commit = signing.commit("ben", sign=keys[key])[:9]
    assert told(signing) == (
        "C012",
        f"核实人是「s-ben」，签名用的却是{zh}（提交 {commit}）",
        f"“s-ben” is the verifier, but the signature is by {en} (commit {commit})",
    )


def test_a_key_of_the_same_change_vouches_for_nothing(
    signing: World, keys: dict[str, Path]
) -> None:
    signing.write("staff", staff("s-ben", keys["mal"]))
    signing.commit("kim")
    signing.write("activity", VERIFIED)
    commit = signing.commit("ben", sign=keys["mal"])[:9]
    assert told(signing) == (
        "C013",
        f"「s-ben」的签名密钥是这次改动里才写上的（提交 {commit}）",
        f"The key that signed for “s-ben” came with this very change (commit {commit})",
    )


def test_a_verifier_without_key(signing: World, keys: dict[str, Path]) -> None:
    signing.write("activity", VERIFIED | {"verified_by": "s-lea"})
    commit = signing.commit("kim", sign=keys["kim"])[:9]
    assert told(signing) == (
        "C014",
        f"核实要签名，「s-lea」却没有登记密钥；提交 {commit} 的签名是s-kim 的密钥",
        f"Verifications are signed here, and “s-lea” has no key on record; commit {commit} is "
        "signed by the key of s-kim",
    )


def test_a_signature_of_something_else(signing: World, keys: dict[str, Path]) -> None:
    """Ben's signature, put on a commit that he did not sign."""
    signing.write("activity", VERIFIED)
    signed = signing.commit("ben", sign=keys["ben"])
    raw = signing.repo.git.cat_file("commit", signed).replace("records", "verified", 1)
    forged = hashed(signing.repo, signing.root, raw + "\n")
    signing.repo.git.reset("-q", "--hard", forged)
    assert told(signing) == (
        "C011",
        f"「s-ben」的核实，签名对不上（提交 {forged[:9]}）",
        f"The signature of the verification by “s-ben” does not hold (commit {forged[:9]})",
    )


def hashed(repo: Repo, root: Path, commit: str) -> str:
    path = root / ".git" / "forged"
    path.write_text(commit, encoding="utf-8")
    return str(repo.git.hash_object("-t", "commit", "-w", str(path)))


def test_the_base_decides_what_is_asked(signing: World) -> None:
    """Neither a policy taken away with the change nor a day before it began helps."""
    signing.remove("policy", "signing")
    signing.commit("kim")
    early = {"recorded_on": "2019-03-16", "verified_on": "2019-03-17", "date": "2019-03-16"}
    signing.write("activity", VERIFIED | early)
    signing.commit("ben")
    assert signing.codes() == ["C026", "C025", "C010"]  # he wrote the days too


def test_beyond_the_scope_nothing_is_asked(bare: World) -> None:
    bare.write("policy", POLICY | {"scope": "south"})
    bare.first = bare.commit("anna")
    bare.write("activity", ACTIVITY | {"verified_by": "s-ben", "verified_on": "2025-03-17"})
    bare.commit("ben")
    assert bare.found() == []
