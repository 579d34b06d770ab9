"""Which forge runs us, what it says has changed and who asked: read from its variables.

What a contributor wrote (titles, names of branches) is never taken. Commits and numbers are taken
only if they look like one; whoever opened the pull request only from the forge itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

Forge = Literal["github", "gitea", "gitlab", "gitee", "gitcode", "plain"]
Event = Mapping[str, Any]
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?", re.ASCII)
_REQUESTS = ("pull_request", "pull_request_target", "merge_group")
_MOST_OF_AN_EVENT = 25_000_000  # bytes; GitHub sends no more


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a pipeline.

    `base` and `head` are what is compared: "" for no base, and "" for the work tree as it lies.
    `actor` is who opened the pull request, `number` is the request's (0 for none). `api` and
    `repository` say where the forge is asked, `summary` is the file that it shows beside the run.
    `event` is what the forge sent, as it is. `is_request` says that it runs us for a pull request,
    or for a queue of these. `is_push` says that `base` is what the branch was
    before somebody pushed to it, so that nothing of it may be lost.
    """

    forge: Forge = "plain"
    base: str = ""
    head: str = ""
    actor: str = ""
    number: int = 0
    api: str = ""
    repository: str = ""
    summary: Path | None = None
    event: Event = field(default_factory=dict)
    is_push: bool = False
    is_request: bool = False

    @property
    def is_incomplete(self) -> bool:
        """Whether it is for a pull request, and which commits to compare is not known."""
        return self.is_request and not (self.base and self.head)

    @property
    def annotates(self) -> bool:
        """Whether lines of the log become annotations; Gitea and Forgejo ignore them."""
        return self.forge == "github"

    @property
    def obeys_its_log(self) -> bool:
        """Whether lines of the log can be commands (`::…`), so that text must not look like one."""
        return self.forge in ("github", "gitea", "gitcode")


def run_of(env: Mapping[str, str]) -> Run:
    """The run that these variables of the environment tell of."""
    if env.get("GITEA_ACTIONS") or env.get("FORGEJO_ACTIONS"):
        return _actions("gitea", env)
    if env.get("GITHUB_ACTIONS"):
        return _actions("github", env)
    if env.get("GITLAB_CI"):
        return _gitlab(env)
    if env.get("ATOMGIT_SHA"):
        return _gitcode(env)
    if env.get("GITEE_PIPELINE_NAME"):
        return _gitee(env)
    return Run()


def _actions(forge: Forge, env: Mapping[str, str]) -> Run:
    """GitHub Actions, and what is made like them."""
    event = _event(env.get("GITHUB_EVENT_PATH", ""))
    summary = env.get("GITHUB_STEP_SUMMARY", "")
    run = Run(
        forge=forge,
        api=env.get("GITHUB_API_URL", ""),
        repository=env.get("GITHUB_REPOSITORY", ""),
        summary=Path(summary) if summary else None,
        event=event,
        is_request=env.get("GITHUB_EVENT_NAME") in _REQUESTS or bool(env.get("GITHUB_BASE_REF")),
    )
    request, queue = _part(event, "pull_request"), _part(event, "merge_group")
    if request:
        number = request.get("number")
        return replace(
            run,
            base=_commit(_part(request, "base").get("sha")),
            head=_commit(_part(request, "head").get("sha")),
            actor=str(_part(request, "user").get("login") or ""),
            number=number if isinstance(number, int) else 0,
        )
    if queue:
        return replace(
            run, base=_commit(queue.get("base_sha")), head=_commit(queue.get("head_sha"))
        )
    return _after_push(run, event.get("before"))


def _after_push(run: Run, before: object) -> Run:
    """A run on a branch to which somebody pushed; of a new one nothing was before."""
    base = _commit(before)
    return replace(run, base=base, is_push=bool(base))


def _gitlab(env: Mapping[str, str]) -> Run:
    """Of a merged result or a merge train, what is judged is what the merge gives."""
    names = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA")
    into = next((env[each] for each in names if env.get(each)), "")
    is_request = bool(into or env.get("CI_MERGE_REQUEST_IID"))
    if not is_request:
        return _after_push(Run("gitlab"), env.get("CI_COMMIT_BEFORE_SHA"))
    return Run(
        "gitlab",
        is_request=True,
        base=_commit(into),
        head=_commit(env.get("CI_COMMIT_SHA")),
        actor=env.get("GITLAB_USER_LOGIN", ""),
        number=_number(env.get("CI_MERGE_REQUEST_IID")),
    )


def _gitcode(env: Mapping[str, str]) -> Run:
    summary = env.get("ATOMGIT_STEP_SUMMARY", "")
    run = Run("gitcode", summary=Path(summary) if summary else None)
    event = _event(env.get("ATOMGIT_EVENT_PATH", ""))
    request = _part(event, "pull_request")
    base, head = (_commit(_part(request, side).get("sha")) for side in ("base", "head"))
    into = env.get("ATOMGIT_BASE_REF", "")
    if base or into:
        head = head or _commit(env.get("ATOMGIT_SHA"))
        return replace(run, base=base or f"origin/{into}", head=head, is_request=True)
    return _after_push(run, event.get("before"))


def _gitee(env: Mapping[str, str]) -> Run:
    source, number = _commit(env.get("GITEE_SOURCE_COMMIT")), _number(env.get("GITEE_PULL_ID"))
    if not (source or number):
        return Run("gitee")
    base = _commit(env.get("GITEE_COMMIT"))
    return Run("gitee", base=base, head=source, number=number, is_request=True)


def _event(path: str) -> Event:
    """What the forge sent; nothing where there is no such file, or it is none of JSON."""
    try:
        with Path(path).open("rb") as file:
            sent = json.loads(file.read(_MOST_OF_AN_EVENT))
    except (OSError, ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _part(event: Event, name: str) -> Event:
    part = event.get(name)
    return part if isinstance(part, dict) else {}


def _commit(value: object) -> str:
    """A commit's name; "" for all else, and for the zeros that stand for none."""
    is_one = isinstance(value, str) and _COMMIT.fullmatch(value) and set(value) != {"0"}
    return str(value) if is_one else ""


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0
