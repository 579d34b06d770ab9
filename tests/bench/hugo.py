"""The site that Hugo builds beside ours: as many pages, of the same records, in the same frame.

Each page shows every field of its record by a template that walks it, named as on our pages. What
our page has beyond that (figures, the past, what belongs together: the rows of its tables and
lists) Hugo gets ready-made and sets in rows, so that the pages come out about as long.
"""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

from tests.bench.run import BenchError

from gongshi.kinds import Kind, load_kinds

_MAIN = '<main class="gs-main" id="main" tabindex="-1">', "</main>"
_CONFIG = {
    "baseURL": "https://example.org/",
    "title": "hugo",
    "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "section", "home"],
}
_VALUE = """
{{- if reflect.IsMap . -}}
<dl>{{ range $name, $value := . }}<dt>{{ index hugo.Data.words $name | default $name }}</dt><dd>
{{- partial "value.html" $value }}</dd>{{ end }}</dl>
{{- else if reflect.IsSlice . -}}
<ul>{{ range . }}<li>{{ partial "value.html" . }}</li>{{ end }}</ul>
{{- else -}}{{ . }}{{- end -}}
"""
_PAGE = """
<article><h1>{{ .Title }}</h1>
{{ partial "value.html" .Params.record }}
<table>{{ range .Params.rows }}<tr>
{{- range . }}<td>{{ with .to }}<a href="{{ . }}">{{ end }}{{ .say }}{{ if .to }}</a>{{ end }}</td>
{{- end }}</tr>
{{ end }}</table></article>
"""
Row = list[dict[str, str]]  # of cells: what they say, and where they lead


class _Rows(HTMLParser):
    """Collects the rows of tables and the items of lists of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._to = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "li"):
            self.rows.append([])
        elif tag == "a":
            self._to = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._to = ""

    def handle_data(self, data: str) -> None:
        if self.rows and data.strip():
            self.rows[-1].append({"say": data.strip()} | ({"to": self._to} if self._to else {}))


def rows_of(html: str) -> list[Row]:
    """The rows of the tables and lists in `html`, in order; a cell is a piece of text."""
    reader = _Rows()
    reader.feed(html)
    return [row for row in reader.rows if row]


def published(site: Path) -> list[Path]:
    """What each page of records of our site publishes, beside it: a record, or those of a book."""
    return sorted([*site.rglob("record.yaml"), *site.rglob("records.json")])


def write_hugo(site: Path, schemas: Path, out: Path) -> int:
    """Write the site for Hugo to `out`, after our built `site`; gives how many pages it has."""
    shutil.rmtree(out, ignore_errors=True)
    known = published(site)
    for path in known:
        _before, main, _after = parts(path.with_name("index.html").read_text(encoding="utf-8"))
        _write(out / "content" / path.parts[-3] / f"{path.parts[-2]}.md", _content(path, main))
    before, _main, after = parts(known[0].with_name("index.html").read_text(encoding="utf-8"))
    title = before.partition("<title>")[2].partition("</title>")[0]
    frame = before.replace(title, "{{ .Title }}")
    _write(out / "hugo.json", json.dumps(_CONFIG))
    _write(out / "layouts" / "_default" / "single.html", f"{frame}{_PAGE.strip()}{after}")
    _write(out / "layouts" / "partials" / "value.html", _VALUE.strip())
    _write(out / "data" / "words.json", json.dumps(_words(load_kinds(schemas))))
    return len(known)


def parts(html: str) -> tuple[str, str, str]:
    """A page of ours as its frame before, what it shows, its frame after; raises BenchError."""
    before, opened, rest = html.partition(_MAIN[0])
    main, closed, after = rest.partition(_MAIN[1])
    if not closed:
        raise BenchError("the frame of our pages is not known here")
    return before + opened, main, closed + after


def _content(path: Path, main: str) -> str:
    """The front matter: YAML, in which a book's JSON may stand as it is."""
    record = path.read_text(encoding="utf-8").rstrip("\n").replace("\n", "\n  ")
    rows = "".join(f"  - {json.dumps(row, ensure_ascii=False)}\n" for row in rows_of(main))
    return f"---\ntitle: {json.dumps(path.parts[-2])}\nrecord:\n  {record}\nrows:\n{rows}---\n"


def _words(kinds: dict[str, Kind]) -> dict[str, str]:
    """What each field is called."""
    return {field.name: field.title["zh"] for kind in kinds.values() for field in kind.fields}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
