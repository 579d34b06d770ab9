"""Every SQL file of the toolkit keeps to the portable subset, so that other engines can run it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongshi.kinds import Kind
from gongshi.records.views import views

# What to keep out, and what is found in its place; see "Engine" in the design.
REFUSED = {
    "integer division": r"//",
    "division that is not CAST((a - a % b) / b AS BIGINT)": r"/",
    "QUALIFY": r"\bQUALIFY\b",
    "EXCLUDE": r"\bEXCLUDE\b",
    "ASOF join": r"\bASOF\b",
    "list": r"\[|\b(?:list|array_agg|unnest|list_\w+|array_\w+)\s*\(",
    "string_agg": r"\b(?:string_agg|group_concat|listagg)\b",
    "date_trunc": r"\bdate_trunc\b",
    "date_diff": r"\b(?:date_diff|datediff)\b",
    "isodow": r"\bisodow\b",
    "regular expression": r"\bregexp_\w+|\bSIMILAR\s+TO\b",
    "float": r"\b(?:DOUBLE|FLOAT|REAL|HUGEINT|avg)\b",
    "VARCHAR without a length (write STRING)": r"\bVARCHAR\b(?!\s*\()",
    "cast with ::": r"::",
    "clock": r"\b(?:now|today|current_date|current_timestamp|random|uuid)\b",
    "window frame left out": r"(?!x)x",  # looked for by `_bare_windows`
}
_NOT_CODE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"", re.DOTALL)
_FLOOR = re.compile(
    r"CAST\(\s*\(\s*(?P<a>[\w.]+)\s*-\s*(?P=a)\s*%\s*(?P<b>[\w.]+)\s*\)\s*/\s*(?P=b)\s+AS\s+BIGINT\s*\)",
    re.IGNORECASE,
)
# Ranking needs no frame: it is defined by the order alone.
_WINDOW = re.compile(
    r"(\w+)\s*\((?:[^()]|\([^()]*\))*\)\s*OVER\s*\(((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE
)
_RANKS = {"row_number", "rank", "dense_rank"}


def refused_in(sql: str) -> list[str]:
    """What in a text of SQL is outside the subset."""
    code = _FLOOR.sub("floor", _NOT_CODE.sub("''", sql))
    found = [name for name, form in REFUSED.items() if re.search(form, code, re.IGNORECASE)]
    if "integer division" in found:
        found = [name for name in found if not name.startswith("division")]
    for function, window in _WINDOW.findall(code):
        ordered = re.search(r"\bORDER\s+BY\b", window, re.IGNORECASE)
        framed = re.search(r"\b(?:ROWS|RANGE)\s+BETWEEN\b", window, re.IGNORECASE)
        if ordered and not framed and function.lower() not in _RANKS:
            found.append("window frame left out")
    return found


def test_every_sql_file_is_portable(root: Path) -> None:
    files = sorted((root / "scripts" / "gongshi").rglob("*.sql"))
    assert files
    bad = {path.name: refused_in(path.read_text("utf-8")) for path in files}
    assert {name: found for name, found in bad.items() if found} == {}


def test_the_views_made_from_the_schemas_are_portable(kinds: dict[str, Kind]) -> None:
    bad = {name: refused_in(text) for name, text in views(kinds).items()}
    assert {name: found for name, found in bad.items() if found} == {}


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("SELECT a // b FROM t", "integer division"),
        ("SELECT a / b FROM t", "division that is not"),
        ("SELECT CAST((a - a % c) / b AS BIGINT) FROM t", "division that is not"),
        ("SELECT a FROM t qualify x = 1", "QUALIFY"),
        ("SELECT * EXCLUDE (a) FROM t", "EXCLUDE"),
        ("SELECT * FROM a ASOF JOIN b", "ASOF join"),
        ("SELECT [a, b] FROM t", "list"),
        ("SELECT list(a) FROM t", "list"),
        ("SELECT unnest (a) FROM t", "list"),
        ("SELECT string_agg(a, ',') FROM t", "string_agg"),
        ("SELECT date_trunc('month', a) FROM t", "date_trunc"),
        ("SELECT date_diff('day', a, b) FROM t", "date_diff"),
        ("SELECT extract(isodow FROM a) FROM t", "isodow"),
        ("SELECT regexp_replace(a, 'b', '') FROM t", "regular expression"),
        ("SELECT CAST(a AS DOUBLE) FROM t", "float"),
        ("SELECT avg(a) FROM t", "float"),
        ("SELECT CAST(a AS VARCHAR) FROM t", "VARCHAR without"),
        ("SELECT a::BIGINT FROM t", "cast with"),
        ("SELECT current_date FROM t", "clock"),
        ("SELECT sum(a) OVER (PARTITION BY b ORDER BY c) FROM t", "window frame"),
        ("SELECT sum(coalesce(a, 0)) OVER (ORDER BY coalesce(c, 0)) FROM t", "window frame"),
    ],
)
def test_what_is_refused(sql: str, name: str) -> None:
    assert [each[: len(name)] for each in refused_in(sql)] == [name]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'a / b [x]' AS \"list(\" FROM t -- QUALIFY",
        "SELECT CAST((a - a % b) / b AS BIGINT) FROM t",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t",
        "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t",
        "SELECT sum(a) OVER (PARTITION BY b) FROM t",
        "SELECT CAST(a AS STRING), CAST(b AS VARCHAR(10)) FROM t",
    ],
)
def test_what_is_allowed(sql: str) -> None:
    assert refused_in(sql) == []
