from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest
from tests.bench.painting import chromium, longest, painted, served
from tests.bench.run import BenchError

if TYPE_CHECKING:
    from pathlib import Path


def test_text_is_sent_packed_and_the_rest_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>" + "好" * 500)
    (tmp_path / "data.gz").write_bytes(b"\x1f\x8b packed already")
    with served(tmp_path) as base:
        with urlopen(Request(base)) as page:
            assert page.headers["Content-Encoding"] == "gzip"
            assert len(page.read()) < 100
        with urlopen(Request(base + "data.gz")) as data:
            assert data.headers["Content-Encoding"] is None


def test_the_longest_page_of_a_section(tmp_path: Path) -> None:
    for name, text in (("short", "a"), ("long", "aaa"), ("middle", "aa")):
        (tmp_path / "teams" / name).mkdir(parents=True)
        (tmp_path / "teams" / name / "index.html").write_text(text)
    assert longest(tmp_path, "teams") == "teams/long/"
    with pytest.raises(BenchError):
        longest(tmp_path, "units")


@pytest.mark.browser
def test_a_paint_is_seen(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>t</title><h1>公示</h1>")
    with served(tmp_path) as base, chromium() as browser:
        assert painted(browser, base) > 0
