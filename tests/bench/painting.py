"""How long a phone waits for a page: its largest paint, over a slow line and a slow processor."""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tests.bench.building import SITE, building
from tests.bench.results import Result, Sample
from tests.bench.run import BenchError, Tell, timed
from tests.bench.trees import tree

# A cheap phone on slow 4G, as Lighthouse supposes one: 1.6 Mbit/s, 150 ms there and back, and a
# quarter of this machine's speed.
_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_SLOWER = 4
_SECTIONS = ("teams", "units", "projects", "policies")
_PACKED = (".html", ".css", ".js", ".svg", ".json")
_LARGEST = """
new PerformanceObserver(list => { window.largest = list.getEntries().at(-1).startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
"""


def paint(scale: str, runs: int, tell: Tell) -> list[Result]:
    """The largest paint of the slowest of some pages: home, lists, the longest of each section."""
    root = tree(scale, tell)
    timed(building(root))
    site = root / SITE
    pages = ["", "notices/", "hall/", *(f"{name}/" for name in _SECTIONS)]
    pages += [longest(site, name) for name in _SECTIONS]
    samples = []
    with served(site) as base, chromium() as browser:
        for run in range(runs):
            samples.append(Sample(max(painted(browser, base + each) for each in pages), 0))
            tell(f"paint {run + 1}/{runs}")
    return [Result("paint", scale, samples, (), {"pages": len(pages)})]


def longest(site: Path, section: str) -> str:
    """The address of the longest page of a section."""
    found = sorted((site / section).glob("*/index.html"), key=lambda each: each.stat().st_size)
    if not found:
        raise BenchError(f"no pages in {section}")
    return f"{section}/{found[-1].parent.name}/"


def painted(browser: Browser, address: str) -> float:
    """Seconds to the largest paint of a first visit."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    try:
        page = context.new_page()
        page.add_init_script(_LARGEST)
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", _LINE)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        page.goto(address, wait_until="networkidle")
        page.wait_for_function("() => window.largest")
        return float(page.evaluate("window.largest")) / 1000
    finally:
        context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    if not program:
        raise BenchError("no chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program)
        yield started
        started.close()


class _Packing(http.server.SimpleHTTPRequestHandler):
    """Sends what is text as gzip, as every web server does."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in _PACKED or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    handler = functools.partial(_Packing, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
