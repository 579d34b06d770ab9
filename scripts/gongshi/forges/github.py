"""GitHub: the comment on a pull request, from a `workflow_run` job that runs nothing of the fork's.

Which pull request a run was for GitHub says, not what the run has left behind: its branch and its
commit must be the request's still.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass

from gongshi.forges.client import ApiError, Client, at
from gongshi.forges.comment import of_a_fork, shortened
from gongshi.forges.environment import Event
from gongshi.forges.folder import COMMENT, MARKER
from gongshi.records.walk import FOLDER
from gongshi.review import MOST_OF_A_COMMENT
from gongshi.words import Lang, say

ARTIFACT = "gongshi"
AUTHOR = "github-actions[bot]"  # whose comments are ours to write over
MOST_OF_AN_ARTIFACT = 10_000_000  # bytes, as it is sent
MOST_OF_A_FILE = 1_000_000  # bytes, unpacked
_MOST_FILES = 3_000  # GitHub lists no more files of a pull request
_TRIES = 3
_BROKEN = (  # what a broken or hostile archive makes Python say
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run, as GitHub's event tells of it."""

    id: int
    commit: str
    branch: str
    owner: str
    page: str
    passed: bool


def finished(event: Event) -> Finished | None:
    """The run that this event says is finished; None where it was for no pull request."""
    run = event.get("workflow_run")
    if not isinstance(run, dict) or run.get("event") != "pull_request":
        return None
    id = run.get("id")
    told = [
        run.get("head_sha"),
        run.get("head_branch"),
        at(run, "head_repository", "owner", "login"),
        run.get("html_url"),
    ]
    commit, branch, owner, page = (each if isinstance(each, str) else "" for each in told)
    if not isinstance(id, int) or not (commit and branch and owner and page):
        return None
    return Finished(id, commit, branch, owner, page, run.get("conclusion") == "success")


def post_to_github(client: Client, repository: str, run: Finished, lang: Lang) -> list[int]:
    """Put the comment of a finished run on its pull requests; gives their numbers.

    Raises ApiError. There is none where the request was closed or has moved on since.
    """
    numbers = _requests(client, repository, run)
    text = _left_behind(client, repository, run) if numbers else None
    for number in numbers:
        touches_code = _touches_code(client, repository, number)
        body = of_a_fork(text, run.page, run.passed, touches_code, lang)
        _put(client, repository, number, body, say("forges.rest_in_run", lang))
    return numbers


def _requests(client: Client, repository: str, run: Finished) -> list[int]:
    """The open pull requests whose branch still is at the run's commit."""
    head = f"{run.owner}:{run.branch}"
    asked = client.pages("per_page", 100, "repos", repository, "pulls", state="open", head=head)
    return sorted(
        int(each["number"])
        for each in asked
        if at(each, "head", "sha") == run.commit
        and str(at(each, "base", "repo", "full_name")).casefold() == repository.casefold()
    )


def _left_behind(client: Client, repository: str, run: Finished) -> str | None:
    """The comment among the files that a run has left behind; None where there is none."""
    of_run = ("repos", repository, "actions", "runs", run.id, "artifacts")
    listed = client.get(*of_run, name=ARTIFACT, per_page=100)
    found = [
        each
        for each in at(listed, "artifacts") or ()
        if at(each, "name") == ARTIFACT and not at(each, "expired")
    ]
    if not found:
        return None
    newest = max(found, key=lambda each: int(each["id"]))
    if int(newest["size_in_bytes"]) > MOST_OF_AN_ARTIFACT:
        raise ApiError("too_large")
    path = ("repos", repository, "actions", "artifacts", int(newest["id"]), "zip")
    return comment_in(client.download(MOST_OF_AN_ARTIFACT, *path))


def comment_in(archive: bytes) -> str | None:
    """The comment in a zip; nothing of it is written anywhere, and no more read than may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files, files.open(COMMENT) as file:
            held = file.read(MOST_OF_A_FILE + 1)
    except KeyError:
        return None
    except _BROKEN as error:
        raise ApiError("odd_artifact") from error
    if len(held) > MOST_OF_A_FILE:
        raise ApiError("too_large")
    return held.decode("utf-8", "replace")


def _touches_code(client: Client, repository: str, number: int) -> bool:
    """Whether a pull request changes anything but records, as far as GitHub lists its files."""
    seen = 0
    for each in client.pages("per_page", 100, "repos", repository, "pulls", number, "files"):
        seen += 1
        names = [str(at(each, name) or "") for name in ("filename", "previous_filename")]
        if any(name and not name.startswith(f"{FOLDER}/") for name in names):
            return True
    return seen >= _MOST_FILES


def _put(client: Client, repository: str, number: int, body: str, rest: str) -> None:
    """Write our comment on a pull request: over the last one, else a new one.

    Where nobody knows whether it was written, it is looked for again, so that there are never two.
    One that is too long for the forge is shortened by half.
    """
    most = MOST_OF_A_COMMENT
    for attempt in range(1, _TRIES + 1):
        text = {"body": shortened(body, most, rest)}
        try:
            old = _ours(client, repository, number)
            if old is None:
                client.send("POST", "repos", repository, "issues", number, "comments", body=text)
            else:
                client.send("PATCH", "repos", repository, "issues", "comments", old, body=text)
            return
        except ApiError as error:
            is_too_long = error.status == 422 and "too long" in error.detail.lower()
            if attempt == _TRIES or not (error.is_unsure or is_too_long):
                raise
            if is_too_long:
                most //= 2
            else:
                client.sleep(2.0**attempt)


def _ours(client: Client, repository: str, number: int) -> int | None:
    """The comment that we wrote last time."""
    path = ("repos", repository, "issues", number, "comments")
    for each in client.pages("per_page", 100, *path):
        is_ours = at(each, "user", "login") == AUTHOR
        if is_ours and str(at(each, "body") or "").startswith(MARKER):
            return int(each["id"])
    return None
