"""Sitemaps hold every page once, in whole addresses, and no more than one may."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gongshi.publish.open_data import sitemaps

NAMES = ["index.html", "404.html", "teams/a/index.html", "data/place.csv", "notices/index.html"]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def found(text: str) -> list[str]:
    return [str(each.text) for each in ElementTree.fromstring(text.encode()).iter(LOC)]


def test_without_an_address_there_is_none() -> None:
    assert list(sitemaps.sitemaps(NAMES, "")) == []


def test_all_pages_stand_in_one() -> None:
    ((name, text),) = sitemaps.sitemaps(NAMES, "https://record.example/a&b")
    assert name == "sitemap.xml"
    root = "https://record.example/a&b/"
    assert found(text) == [root, f"{root}notices/", f"{root}teams/a/"]


def test_many_pages_stand_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    made = dict(sitemaps.sitemaps(NAMES, "https://record.example/"))
    root = "https://record.example/"
    assert found(made["sitemap.xml"]) == [f"{root}sitemap-1.xml", f"{root}sitemap-2.xml"]
    assert found(made["sitemap-1.xml"]) + found(made["sitemap-2.xml"]) == [
        root, f"{root}notices/", f"{root}teams/a/",
    ]  # fmt: skip
