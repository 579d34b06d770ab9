"""A forge on this machine that answers as a test tells it, and notes what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gongshi.forges.client import Client

TOKEN = "t0ken-of-the-test"


@dataclass(frozen=True)
class Asked:
    """One question that the forge was asked."""

    method: str
    path: str
    token: str | None
    body: Any


@dataclass(frozen=True)
class Answer:
    """What the forge answers; `body` is JSON unless it is bytes."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class LocalForge:
    """Answers by `method path` (without the query): the first answers once, the last for ever."""

    api: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    time: float = 1_800_000_000.0

    def says(self, question: str, *answers: Answer | object) -> None:
        """Answer a question so; what is no `Answer` is the body of a good one."""
        self.answers[question] = [
            each if isinstance(each, Answer) else Answer(body=each) for each in answers
        ]

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self.waits.append(seconds)
        self.time += seconds

    def client(self, scheme: str = "Bearer") -> Client:
        """A client whose clock is this forge's."""
        return Client(self.api, TOKEN, scheme, self.sleep, lambda: self.time)

    def questions(self) -> list[str]:
        """What was asked, in order."""
        return [f"{each.method} {each.path.partition('?')[0]}" for each in self.asked]


@contextmanager
def local_forge() -> Iterator[LocalForge]:
    """A forge that knows no address until it is told one."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.loads(sent) if sent else None
            token = self.headers.get("Authorization")
            local.asked.append(Asked(self.command, self.path, token, body))
            known = local.answers.get(f"{self.command} {self.path.partition('?')[0]}")
            told = Answer(404, {"message": "Not Found"}) if known is None else known[0]
            if known is not None and len(known) > 1:
                known.pop(0)
            content = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - as http.server calls them

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    local = LocalForge(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield local
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
