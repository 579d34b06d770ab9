"""Page templates: compiled to plainer Python than Jinja's own, they say what Jinja's would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
import pytest

from gongshi.publish.templating import Environment

if TYPE_CHECKING:
    from pathlib import Path

PIECES = """
{%- macro bold(text, how="plain") -%}<b class="{{ how }}">{{ text }}</b>{%- endmacro -%}
{%- macro framed(title) -%}<i>{{ title }}{{ caller() }}</i>{%- endmacro -%}
"""


def _rendered(tmp_path: Path, template: str, **values: Any) -> str:
    (tmp_path / "pieces.html").write_text(PIECES, encoding="utf-8")
    (tmp_path / "page.html").write_text(template, encoding="utf-8")
    environment = Environment(tmp_path, "zh")
    environment.globals["shout"] = str.upper
    pieces = environment.get_template("pieces.html").make_module({})
    return environment.get_template("page.html").render(pieces=pieces, **values)


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("{{ pieces.bold(it.name) }}", '<b class="plain">&lt;x&gt;</b>'),
        ("{{ pieces.bold(it.name, it.how) }}", '<b class="&#34;">&lt;x&gt;</b>'),
        ("{{ pieces.bold(pieces.bold(1)) }}", '<b class="plain"><b class="plain">1</b></b>'),
        ("{% call pieces.framed('<') %}{{ it.name }}{% endcall %}", "<i>&lt;&lt;x&gt;</i>"),
        (
            "{% macro own(n) %}{{ n }}{{ own(n - 1) if n else '' }}{% endmacro %}{{ own(2) }}",
            "210",
        ),
        ("{{ it.from }} {{ it.absent is none }} {{ it.items }}", "2024 True 3"),
        ("{{ it.inner.deep.name }}{{ (it.inner or it).deep.name }}", "&amp;&amp;"),
        ("{% for each in it.many %}{{ each.n }}{{ shout('a') }}{% endfor %}", "1A2A"),
        ("{% set shout = it.name %}{{ shout }}", "&lt;x&gt;"),
        ("{{ it.name.upper() }}", "&lt;X&gt;"),
    ],
)
def test_templates_say_what_is_written(tmp_path: Path, template: str, html: str) -> None:
    it = {
        "name": "<x>",
        "how": '"',
        "from": 2024,
        "items": 3,
        "inner": {"deep": {"name": "&"}},
        "many": [{"n": 1}, {"n": 2}],
    }
    assert _rendered(tmp_path, template, it=it) == html


@pytest.mark.parametrize("template", ["{{ nobody }}", "{{ pieces.bold() }}", "{{ nobody.name }}"])
def test_what_is_not_there_is_an_error(tmp_path: Path, template: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        _rendered(tmp_path, template)
