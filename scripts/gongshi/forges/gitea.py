"""Gitea and Forgejo: a review by API, with remarks on changed lines, for they heed no annotations.

The job that posts is the job that judged: the base's pipeline with the base's toolkit
(`pull_request_target`), so what it finds in its folder it has written itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongshi.forges.client import ApiError, Client, at
from gongshi.forges.comment import shortened
from gongshi.forges.environment import Run
from gongshi.forges.folder import COMMENT, LINES, MARKER
from gongshi.review import MOST_OF_A_COMMENT
from gongshi.words import Lang, say

_TRIES = 3


def post_to_gitea(client: Client, run: Run, folder: Path, lang: Lang) -> bool:
    """Put the review of a run on its pull request, in the place of our last one.

    False where the request was closed or has moved on since. Raises ApiError, and OSError where
    the folder holds no comment.
    """
    path = ("repos", run.repository, "pulls", run.number)
    request = client.get(*path)
    if at(request, "head", "sha") != run.head or at(request, "state") != "open":
        return False
    rest = say("forges.rest_in_run", lang)
    text = (folder / COMMENT).read_text("utf-8")
    lines = [
        {"path": each["path"], "new_position": each["line"], "body": each["body"]}
        for each in json.loads((folder / LINES).read_text("utf-8"))
    ]
    _put(client, path, run.head, shortened(text, MOST_OF_A_COMMENT, rest), lines)
    return True


def _put(
    client: Client, path: tuple[object, ...], commit: str, text: str, lines: Sequence[Any]
) -> None:
    """Write the review; without the remarks on lines where the forge does not take them."""
    for attempt in range(1, _TRIES + 1):
        _remove_ours(client, path)
        review = {"event": "COMMENT", "body": text, "commit_id": commit, "comments": lines}
        try:
            client.send("POST", *path, "reviews", body=review)
            return
        except ApiError as error:
            if attempt == _TRIES or not (error.is_unsure or (error.status == 422 and lines)):
                raise
            if error.status in (422, 500):
                lines = ()
            client.sleep(2.0**attempt)


def _remove_ours(client: Client, path: tuple[object, ...]) -> None:
    """Remove our earlier reviews; those that are another's the forge keeps."""
    ours = [
        int(each["id"])
        for each in client.pages("limit", 50, *path, "reviews")
        if str(at(each, "body") or "").startswith(MARKER)
    ]
    for each in ours:
        try:
            client.send("DELETE", *path, "reviews", each)
        except ApiError as error:
            if error.status not in (403, 404):
                raise
