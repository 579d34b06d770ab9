"""The repository's own site, built once and served on localhost, and a Chromium to read it with."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from gongshi.checks.run import run_check
from gongshi.kinds import load_kinds
from gongshi.publish.build import build
from gongshi.tally import run_tally

SWITCHES = (
    "--disable-gpu --disable-quic --no-first-run --disable-sync --disable-background-networking"
    " --disable-component-update --disable-dev-shm-usage"
)
NOT_THE_PAGE = re.compile(r"(?:data|blob|chrome|about):")  # requests that leave no machine
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# How pictures of a walk are kept: a phone, a tablet, a desk.
WIDTHS = (390, 768, 1440)

Theme = Literal["light", "dark"]

expect.set_options(timeout=20_000)


@dataclass
class Reader:
    """Somebody reading the site in Chromium, as on a phone: by touch, in a narrow window."""

    page: Page
    base: str
    pictures: Path
    asked: set[str] = field(default_factory=set)  # addresses, since the last call of `all_asked`
    said: list[str] = field(default_factory=list)  # by the console, since that of `complaints`

    def __post_init__(self) -> None:
        """Listen to what the page asks and says."""
        self.page.on("request", lambda request: self.asked.add(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, address: str, *, width: int = 390, theme: Theme = "light") -> None:
        """Open a page of the site in a window of this width, in light or dark."""
        self.page.emulate_media(media="screen", color_scheme=theme)
        self.resize(width)
        self.page.goto(self.base + address)

    def resize(self, width: int) -> None:
        """Make the window this wide, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": 844})

    def one(self, wanted: str) -> Locator:
        """The first that there is of this on the page."""
        return self.page.locator(wanted).first

    def link(self, text: str, within: str = "body") -> Locator:
        """The first link of the page, or of a part of it, that reads so."""
        return self.page.locator(within).get_by_role("link", name=text, exact=True).first

    def focused(self) -> Locator:
        """What has the focus."""
        return self.page.locator(":focus")

    def overhang(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.resize(width)
        return int(
            self.page.evaluate(
                "width => { const root = document.documentElement;"
                "root.style.overflowX = 'visible'; return root.scrollWidth - width; }",
                width,
            )
        )

    def hard_to_tap(self, wanted: str, height: float, apart: str = "") -> list[str]:
        """What is seen of `wanted`, not within `apart`, and lower than this or narrower than 24."""
        found: list[str] = self.page.evaluate(
            "([wanted, height, apart]) => [...document.querySelectorAll(wanted)]"
            ".filter(e => e.offsetParent && !(apart && e.closest(apart)))"
            ".map(e => [e.textContent.trim(), e.getBoundingClientRect()])"
            ".filter(([_, box]) => box.height < height || box.width < 24).map(([text]) => text)",
            [wanted, height, apart],
        )
        return found

    def all_asked(self) -> set[str]:
        """The addresses of all that was asked for since the last call, below the site's root."""
        asked, self.asked = self.asked, set()
        return {each.removeprefix(self.base) for each in asked if not NOT_THE_PAGE.match(each)}

    def complaints(self) -> list[str]:
        """What the console has said since the last call."""
        said, self.said = self.said, []
        return said

    def violations(self, *rules: str) -> list[dict[str, Any]]:
        """What axe finds against WCAG 2.2 A and AA and its own best practice, or these rules."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        options = {"runOnly": only, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options)
        return [
            {"rule": each["id"], "where": [node["target"] for node in each["nodes"][:3]]}
            for each in found.response["violations"]
        ]

    def picture(self, name: str) -> None:
        """Keep what is seen now, on a phone, a tablet and a desk, in build/screenshots."""
        before = self.page.viewport_size
        for width in WIDTHS:
            self.resize(width)
            self.page.screenshot(path=self.pictures / f"{name}-{width}.png", scale="css")
        if before:
            self.resize(before["width"])


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="package")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    kinds = load_kinds(root / "schemas")
    checked = run_check(root, kinds)
    tally = run_tally(checked.loaded, kinds, date(2026, 11, 21))
    out = tmp_path_factory.mktemp("site") / "site"
    assert build(root, kinds, checked, tally, out) == []
    return out


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="package")
def base(site: Path) -> Iterator[str]:
    """The address at which the site is served."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; until it is closed, nothing else in this process may run asyncio."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        started = playwright.chromium.launch(executable_path=program, args=SWITCHES.split())
        yield started
        started.close()


@pytest.fixture(scope="package")
def pictures(root: Path) -> Path:
    """Where the pictures of walks are kept, each over the one of the run before."""
    folder = root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _reader(chromium: Browser, base: str, pictures: Path, *, script: bool = True) -> Reader:
    # Without motion, a page in other colours has them at once.
    context = chromium.new_context(
        is_mobile=True, has_touch=True, java_script_enabled=script, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    return Reader(context.new_page(), base, pictures)


@pytest.fixture(scope="package")
def phone(chromium: Browser, base: str, pictures: Path) -> Reader:
    """The browser of `reader`: opening one takes longer than most tests."""
    return _reader(chromium, base, pictures)


@pytest.fixture
def reader(phone: Reader) -> Iterator[Reader]:
    """A browser with script, in which nothing has been chosen yet."""
    phone.said, phone.asked = [], set()
    yield phone
    phone.page.evaluate("window.localStorage.clear()")


@pytest.fixture
def new_reader(chromium: Browser, base: str, pictures: Path) -> Iterator[Reader]:
    """A browser of its own, for a test that changes more of it than can be undone."""
    fresh = _reader(chromium, base, pictures)
    yield fresh
    fresh.page.context.close()


@pytest.fixture(scope="package")
def plain_reader(chromium: Browser, base: str, pictures: Path) -> Reader:
    """A browser with script switched off."""
    return _reader(chromium, base, pictures, script=False)
