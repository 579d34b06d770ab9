"""Asking a forge's API: what may be asked again is, within bounds; what went wrong has words.

A token goes to the API's own host and nowhere else, and into no message.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from gongshi import __version__
from gongshi.checks.shown import clean

TRIES = 5
MOST_WAIT = 300.0  # seconds, all waits of one question together
_TIMEOUT = 30.0
_MOST_OF_AN_ANSWER = 10_000_000  # bytes
_MOST_PAGES = 30
_MOST_OF_A_MESSAGE = 300
_SECONDARY = 60.0  # seconds to wait where a limit is told without a time
_DIGITS = re.compile("[0-9]{1,18}")
_PASSING = (500, 502, 503, 504)
_AGENT = {"User-Agent": f"gongshi/{__version__}"}


@dataclass
class ApiError(Exception):
    """The forge did not do what it was asked; `word` names the sentence that says why.

    `is_unsure`: it may have done it all the same.
    """

    word: str
    status: int = 0
    detail: str = ""
    is_unsure: bool = False


class _NoRedirect(HTTPRedirectHandler):
    """Redirects are followed by hand, where the token is known to stay behind."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow none."""
        return


@dataclass(frozen=True)
class Client:
    """Asks the API at `api` with a token; `sleep` waits for seconds, `now` is the time since 1970.

    `scheme` is what stands before the token: GitHub's `Bearer`, Gitea's `token`.
    """

    api: str
    token: str
    scheme: str = "Bearer"
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time

    def get(self, *path: object, **query: object) -> Any:
        """The answer to a question, as JSON."""
        return self.send("GET", *path, query=query)

    def pages(self, size: str, most: int, *path: object, **query: object) -> Iterator[Any]:
        """The entries of a list over its pages; `size` names the query's length of a page."""
        for page in range(1, _MOST_PAGES + 1):
            entries = self.get(*path, **query, page=page, **{size: most})
            if not isinstance(entries, list):
                raise ApiError("odd_answer")
            yield from entries
            if len(entries) < most:
                return

    def send(
        self,
        method: str,
        *path: object,
        body: object = None,
        query: dict[str, object] | None = None,
    ) -> Any:
        """Do something; the answer as JSON, None where it is empty.

        What may have been done although the answer failed is not done again: who asked decides.
        """
        data = None if body is None else json.dumps(body).encode()
        answer = self._asked(self._request(path, query, data, method))
        try:
            return json.loads(answer) if answer else None
        except (ValueError, RecursionError) as error:
            raise ApiError("odd_answer") from error

    def download(self, most: int, *path: object) -> bytes:
        """The bytes of a file of at most `most` bytes; the token does not follow a redirect."""
        return self._asked(self._request(path), most)

    def _request(
        self,
        path: tuple[object, ...],
        query: dict[str, object] | None = None,
        data: bytes | None = None,
        method: str = "GET",
    ) -> Request:
        address = "/".join([self.api.rstrip("/"), *(quote(str(each), safe="/") for each in path)])
        if query:
            address = f"{address}?{urlencode(query)}"
        headers = {
            "Accept": "application/json",
            "Authorization": f"{self.scheme} {self.token}",
            **_AGENT,
        }
        if data is not None:
            headers["Content-Type"] = "application/json"
        # The API's address is what the forge says, and nothing a contributor can set.
        return Request(address, data, headers, method=method)  # noqa: S310

    def _asked(self, request: Request, most: int = _MOST_OF_AN_ANSWER) -> bytes:
        """The body of the answer; raises ApiError after the tries that make sense."""
        waited = 0.0
        for attempt in range(1, TRIES + 1):
            wait, error = 0.0, ApiError("unreachable")
            try:
                return _read(_open(request), most)
            except HTTPError as refusal:
                with refusal:
                    if refusal.code in (301, 302, 303, 307, 308) and request.get_method() == "GET":
                        request = self._elsewhere(request, refusal)
                        continue
                    error, wait = self._understood(refusal, request, attempt)
            except (OSError, HTTPException):  # no answer, or half of one
                error.is_unsure = request.get_method() == "POST"
                wait = -1.0 if error.is_unsure else 2.0**attempt
            if wait < 0 or attempt == TRIES or waited + wait > MOST_WAIT:
                raise error
            waited += wait
            self.sleep(wait)
        raise ApiError("redirected")

    def _elsewhere(self, request: Request, refusal: HTTPError) -> Request:
        """The question to where a redirect leads: without the token, and never less safe."""
        target = urljoin(request.full_url, refusal.headers.get("Location") or "")
        if urlsplit(target).scheme not in {"https", urlsplit(self.api).scheme}:
            raise ApiError("redirected")
        return Request(target, headers=_AGENT)  # noqa: S310 (the scheme is one of two, see above)

    def _understood(
        self, refusal: HTTPError, request: Request, attempt: int
    ) -> tuple[ApiError, float]:
        """What a refusal means, and how long to wait before asking again: negative for never."""
        detail = self._detail(refusal)
        status, headers = refusal.code, refusal.headers
        asked = self._asked_wait(headers.get("Retry-After"))
        if status == 429 or (status == 403 and _is_limit(headers, detail, asked)):
            if asked is None and headers.get("x-ratelimit-remaining") == "0":
                asked = self._until(headers.get("x-ratelimit-reset"))
            return ApiError("limited", status, detail), _SECONDARY if asked is None else asked
        if status in _PASSING:
            if request.get_method() == "POST":
                return ApiError("failing", status, detail, is_unsure=True), -1.0
            return ApiError("failing", status, detail), 2.0**attempt if asked is None else asked
        words = {401: "unknown_token", 403: "forbidden", 404: "not_found", 422: "not_accepted"}
        return ApiError(words.get(status, "odd_answer"), status, detail), -1.0

    def _asked_wait(self, value: str | None) -> float | None:
        """The seconds that `Retry-After` asks for, written as seconds or as a date."""
        if not value:
            return None
        if _DIGITS.fullmatch(value.strip()):
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self.now())
        except (ValueError, OverflowError):
            return None

    def _until(self, value: str | None) -> float | None:
        """The seconds until a time since 1970, and one more: the forge's clock may be behind."""
        return max(0.0, int(value) - self.now()) + 1 if value and _DIGITS.fullmatch(value) else None

    def _detail(self, refusal: HTTPError) -> str:
        """What the forge says of it, in a line, without the token."""
        try:
            text = refusal.read(20_000).decode("utf-8", "replace")
        except (OSError, HTTPException):
            return ""
        try:
            answer = json.loads(text)
            errors = answer.get("errors") or ""
            text = f"{answer.get('message', '')} {json.dumps(errors) if errors else ''}"
        except (ValueError, AttributeError, RecursionError):
            text = " ".join(text.split())
        hidden = text.replace(self.token, "***") if self.token else text
        return clean(hidden.strip().replace("\n", " "))[:_MOST_OF_A_MESSAGE]


def at(answer: Any, *names: str) -> Any:
    """What stands in an answer at the end of these names, None where the way ends before."""
    for name in names:
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer


def _is_limit(headers: Any, detail: str, asked: float | None) -> bool:
    """Whether a refusal means: too often, rather than: not you."""
    is_used_up = headers.get("x-ratelimit-remaining") == "0"
    return asked is not None or is_used_up or "rate limit" in detail.lower()


def _open(request: Request) -> Any:
    opener: OpenerDirector = build_opener(_NoRedirect)
    return opener.open(request, timeout=_TIMEOUT)


def _read(answer: Any, most: int) -> bytes:
    """The body, if it is no longer than it may be."""
    with answer:
        body = bytes(answer.read(most + 1))
    if len(body) > most:
        raise ApiError("too_large")
    return body
