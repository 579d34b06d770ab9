"""The repository's own site, built once and served on localhost, and a Chromium to read it with."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from gongshi.checks import run_check
from gongshi.kinds import load_kinds
from gongshi.publish.build import build
from gongshi.tally import run_tally

SWITCHES = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update --disable-dev-shm-usage"
)
NOT_THE_PAGE = ("data", "blob", "chrome", "about")  # schemes of requests that leave no machine


@dataclass
class Reader:
    """Somebody reading the site in Chromium."""

    driver: Chrome
    base: str

    def open(self, address: str, *, width: int = 390, theme: str = "light") -> None:
        """Open a page of the site in a window of this width, in light or dark."""
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": theme}]},
        )
        self.resize(width)
        self.driver.get(self.base + address)

    def resize(self, width: int) -> None:
        """Make the window this wide, in CSS pixels; a narrow one is a phone's."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def overhang(self, width: int) -> int:
        """By how many pixels the page is wider than a window of this width."""
        self.resize(width)
        return int(
            self.driver.execute_script(
                "document.documentElement.style.overflowX = 'visible';"
                "return document.documentElement.scrollWidth - window.innerWidth"
            )
        )

    def hard_to_tap(self, wanted: str, height: float, apart: str = "") -> list[str]:
        """What is seen of `wanted`, not within `apart`, and lower than this or narrower than 24."""
        found: list[str] = self.driver.execute_script(
            "const [wanted, height, apart] = arguments;"
            "return [...document.querySelectorAll(wanted)]"
            ".filter(e => e.offsetParent && !(apart && e.closest(apart)))"
            ".map(e => [e.textContent.trim(), e.getBoundingClientRect()])"
            ".filter(([_, box]) => box.height < height || box.width < 24).map(([text]) => text)",
            wanted,
            height,
            apart,
        )
        return found

    def hosts_asked(self) -> set[str]:
        """Every host that was asked for anything since the last call."""
        hosts = set()
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                parts = urlsplit(message["params"]["request"]["url"])
                if parts.scheme not in NOT_THE_PAGE:
                    hosts.add(parts.netloc)
        return hosts

    def complaints(self) -> list[str]:
        """What the console has said since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def violations(self, *rules: str) -> list[dict[str, Any]]:
        """What axe finds against WCAG 2.1 A and AA and its own best practice, or these rules."""
        axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
        self.driver.execute_script(axe)
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "const only = arguments[0].length ? {runOnly: arguments[0]} : {};"
            "axe.run(document, {resultTypes: ['violations'], ...only})"
            ".then(done, e => done(String(e)));",
            rules,
        )
        return [
            {"rule": each["id"], "where": [node["target"] for node in each["nodes"][:3]]}
            for each in found["violations"]
        ]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    kinds = load_kinds(root / "schemas")
    checked = run_check(root, kinds)
    tally = run_tally(checked.loaded, kinds, date(2026, 11, 21))
    out = tmp_path_factory.mktemp("site") / "site"
    assert build(root, kinds, checked, tally, out) == []
    return out


@pytest.fixture(scope="session")
def base(site: Path) -> Iterator[str]:
    """The address at which the site is served."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def reader(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A browser with script."""
    yield from _reader(base, tmp_path_factory.mktemp("profile"), script=True)


@pytest.fixture(scope="session")
def plain_reader(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A browser with script switched off."""
    yield from _reader(base, tmp_path_factory.mktemp("plain"), script=False)


def _reader(base: str, profile: Path, *, script: bool) -> Iterator[Reader]:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for switch in (*SWITCHES.split(), f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    if not script:
        no_script = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", no_script)
    driver = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_script_timeout(180)  # axe reads every row of a long ledger
    try:
        yield Reader(driver, base)
    finally:
        driver.quit()
