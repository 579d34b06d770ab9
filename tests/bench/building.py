"""The site: stamping beside Hugo, building from nothing, building after one changed record."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.bench import peers
from tests.bench.results import HERE, Result, Sample
from tests.bench.run import GONGSHI, BenchError, Tell, peak, timed
from tests.bench.trees import BENCH, change, cold, tree

from gongshi.kinds import Kind, load_kinds

_HUGO = {
    "baseURL": "https://example.org/",
    "title": "hugo",
    "disableKinds": ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "section", "home"],
}
# What a record says, and what is in it, by the same words that our pages use.
_PARTIAL = """
{{- if reflect.IsMap . -}}
<dl>{{ range $name, $value := . }}<dt>{{ index hugo.Data.words $name | default $name }}</dt><dd>
{{- partial "value.html" $value }}</dd>{{ end }}</dl>
{{- else if reflect.IsSlice . -}}
<ul>{{ range . }}<li>{{ partial "value.html" . }}</li>{{ end }}</ul>
{{- else -}}{{ . }}{{- end -}}
"""
_BODY = '<article><h1>{{ .Title }}</h1>{{ partial "value.html" .Params.record }}</article>'


def site(scale: str, runs: int, tell: Tell) -> list[Result]:
    """Hugo's pages, a cold build with its stamping, and a build after one change, by turns."""
    root, out = tree(scale, tell), BENCH / "hugo"
    cold_site(root)
    timed([GONGSHI, "build", "--root", root])
    pages = _content(root, out)
    theirs, stamped, ours, warm = [], [], [], []
    for run in range(runs):
        shutil.rmtree(out / "public", ignore_errors=True)
        theirs.append(timed([peers.hugo(), "--quiet", "--noBuildLock"], out).sample)
        cold_site(root)
        done = timed([sys.executable, HERE / "stamping.py", root])
        wall, cpu = done.out.split()[-2:]
        ours.append(done.sample)
        stamped.append(Sample(float(wall), float(cpu)))
        change(root, "projects", run + 1)
        warm.append(timed([GONGSHI, "build", "--root", root]).sample)
        tell(f"site {run + 1}/{runs}")
    written = list((out / "public").rglob("index.html"))
    if len(written) != pages:
        raise BenchError(f"Hugo wrote {len(written)} of {pages} pages")
    own = _records(root)
    counted = {
        "pages": pages,
        "mean_bytes": _mean_size([each.with_name("index.html") for each in own]),
        "mean_bytes_of_peer": _mean_size(written),
    }
    return [
        Result("pages", scale, stamped, theirs, counted),
        Result("build", scale, ours),
        Result("rebuild", scale, warm, ours),
    ]


def memory(root: Path) -> float:
    """The most memory of a build from nothing, GiB."""
    cold_site(root)
    return peak([GONGSHI, "build", "--root", root])


def cold_site(root: Path) -> None:
    cold(root)
    shutil.rmtree(root / "build", ignore_errors=True)


def _records(root: Path) -> list[Path]:
    """The published record beside each record page of a built site."""
    return sorted((root / "build" / "site").rglob("record.yaml"))


def _mean_size(files: list[Path]) -> int:
    return sum(each.stat().st_size for each in files) // len(files)


def _content(root: Path, out: Path) -> int:
    """A site for Hugo of every record that has a page here, in the frame of ours; how many."""
    shutil.rmtree(out, ignore_errors=True)
    kinds = load_kinds(root / "schemas")
    published = _records(root)
    frame = published[0].with_name("index.html").read_text(encoding="utf-8")
    title = frame.partition("<title>")[2].partition("</title>")[0]
    before, _, rest = frame.partition('<main class="gs-main" id="main" tabindex="-1">')
    after = rest.partition("</main>")[2]
    layout = f"{before.replace(title, '{{ .Title }}')}<main>{_BODY}</main>{after}"
    _write(out / "hugo.json", json.dumps(_HUGO))
    _write(out / "layouts" / "_default" / "single.html", layout)
    _write(out / "layouts" / "partials" / "value.html", _PARTIAL.strip())
    _write(out / "data" / "words.json", json.dumps(_words(kinds), ensure_ascii=False))
    for path in published:
        record = path.read_text(encoding="utf-8").rstrip("\n").replace("\n", "\n  ")
        section, name = path.parts[-3:-1]
        head = f"---\ntitle: {json.dumps(name)}\nrecord:\n  {record}\n---\n"
        _write(out / "content" / section / f"{name}.md", head)
    return len(published)


def _words(kinds: dict[str, Kind]) -> dict[str, str]:
    """What each field is called."""
    return {field.name: field.title["zh"] for kind in kinds.values() for field in kind.fields}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
