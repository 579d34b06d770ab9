"""Posting what a run says, to the forge that runs us."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongshi.forges.client import ApiError, Client
from gongshi.forges.environment import Run
from gongshi.forges.gitea import post_to_gitea
from gongshi.forges.github import finished, post_to_github
from gongshi.words import Lang, say

# Where a token may be; the first that is there counts.
TOKENS = ("GONGSHI_TOKEN", "GITHUB_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN")


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of posting, in words; `is_done` unless something has to be mended or tried again.

    Nothing to post is done as well.
    """

    is_done: bool
    words: str


def post(
    run: Run,
    env: Mapping[str, str],
    folder: Path,
    lang: Lang,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.time,
) -> Posted:
    """Put the comment of a run on its pull request; `folder` is where the run has left its files.

    On GitHub it is the run that the event tells of, whose files are fetched and not trusted.
    """
    if run.forge not in ("github", "gitea"):
        return Posted(True, say("forges.no_api", lang, forge=run.forge))
    token = next((env[each] for each in TOKENS if env.get(each)), "")
    if not token:
        return Posted(False, say("forges.no_token", lang))
    scheme = "Bearer" if run.forge == "github" else "token"
    client = Client(run.api, token, scheme, sleep, now)
    try:
        numbers = _posted(client, run, folder, lang)
    except ApiError as error:
        slots = {"status": error.status, "detail": error.detail}
        return Posted(False, say(f"forges.error.{error.word}", lang, **slots).strip())
    except (KeyError, TypeError, ValueError):  # JSON of another shape than the forge documents
        return Posted(False, say("forges.error.odd_answer", lang, status=200, detail=""))
    except OSError:
        return Posted(False, say("forges.no_folder", lang, folder=folder))
    if numbers is None:
        return Posted(True, say("forges.not_for_a_request", lang))
    if not numbers:
        return Posted(True, say("forges.nothing_to_post", lang))
    return Posted(True, say("forges.posted", lang, numbers=", ".join(map(str, numbers))))


def _posted(client: Client, run: Run, folder: Path, lang: Lang) -> list[int] | None:
    """The pull requests written on; None where the run is for none."""
    if run.forge == "github":
        done = finished(run.event)
        return None if done is None else post_to_github(client, run.repository, done, lang)
    if not run.number:
        return None
    return [run.number] if post_to_gitea(client, run, folder, lang) else []
