"""A site is written anew only where it differs from the last one."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from gongshi.publish.output import Output

if TYPE_CHECKING:
    from pathlib import Path

    from tests.publish.conftest import Repository


def _files(repository: Repository) -> dict[str, int]:
    """Which file on the disk stands at each path."""
    return {
        path.relative_to(repository.out).as_posix(): path.stat().st_ino
        for path in repository.out.rglob("*")
        if path.is_file()
    }


def test_after_one_change_only_what_differs_is_written(repository: Repository) -> None:
    assert repository.build() == []
    before, kept = _files(repository), repository.files()
    assert repository.build() == []
    again = _files(repository)
    assert {name for name in before if before[name] != again[name]} == set()
    repository.write(
        "records/sources/text.yaml", "id: text\nname: 另一篇报道\npublished: 2024-07-06\n"
    )
    assert repository.build() == []
    after = _files(repository)
    content = repository.files()
    written = {name for name in after if after[name] != before.get(name)}
    assert written == {name for name in content if content[name] != kept.get(name)}
    assert "sources/text/index.html" in written
    assert "teams/demo-team/index.html" not in written


def test_what_is_no_more_leaves_no_page(repository: Repository) -> None:
    assert repository.build() == []
    (repository.root / "records/profiles/lezhi-someone.yaml").unlink()
    assert repository.build() == []
    assert not (repository.out / "profiles" / "lezhi-someone").exists()
    listed = json.loads(repository.page("data/manifest.json"))["files"]
    assert listed.keys() | {"data/manifest.json"} == _files(repository).keys()


def test_a_file_changed_by_hand_is_written_again(tmp_path: Path) -> None:
    last = tmp_path / "last"
    last.mkdir()
    (last / "same").write_text("as it is")
    (last / "other").write_text("changed!")
    output = Output(tmp_path / "fresh", last)
    for name in ("same", "other", "new/one"):
        output.write(name, "as it is")
    assert {each: output.find(each).read_text() for each in output.digests} == {
        "same": "as it is", "other": "as it is", "new/one": "as it is"
    }  # fmt: skip
    assert set(output.digests.values()) == {sha256(b"as it is").hexdigest()}
    assert output.find("same") == last / "same"
    assert (last / "other").read_text() == "changed!"
