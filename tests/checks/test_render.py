"""How findings look: places, carets under wide characters, hostile text, JSON, annotations."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gongshi.checks.render import MOST_ANNOTATIONS, as_github, as_json, as_text, render
from gongshi.checks.run import CheckResult, run_check
from gongshi.checks.shown import WIDTH, Shown, show
from gongshi.findings import Finding, Span
from gongshi.kinds import Kind
from gongshi.words import Lang

Checked = Callable[..., CheckResult]


def shown_of(root: Path, text: bytes, *findings: Finding, lang: Lang = "zh") -> list[Shown]:
    """The findings as shown of a file `f` of these bytes."""
    (root / "f").write_bytes(text)
    return show(findings, root, lang)


def carets(shown: Shown) -> list[str]:
    return [" " * line.mark[0] + "^" * line.mark[1] for line in shown.excerpt if line.mark]


def test_carets_stand_under_wide_characters(tmp_path: Path) -> None:
    finding = Finding("f", "X010", "/name", args={"staff": "x", "wanted_role": "y"})
    (shown,) = shown_of(tmp_path, "id: a\nname: 灯塔A队 # 注\n".encode(), finding)
    assert (shown.span.line, shown.span.column, shown.span.end_column) == (2, 7, 11)
    assert [line.text for line in shown.excerpt] == ["id: a", "name: 灯塔A队 # 注"]
    assert carets(shown) == ["      ^^^^^^^"]


def test_a_long_line_is_shown_around_the_place(tmp_path: Path) -> None:
    text = "name: " + "长" * 100000 + "病" + "短" * 100000 + "\n"
    span = Span(1, 100007, 1, 100008)
    (shown,) = shown_of(
        tmp_path, text.encode(), Finding("f", "B009", span=span, args={"character": "x"})
    )
    (line,) = shown.excerpt
    assert len(line.text) <= WIDTH
    assert line.text.startswith("…")
    assert line.text.endswith("…")
    column, width = line.mark or (0, 0)
    assert line.text[column // 2 : (column + width) // 2 + 1].startswith(("病", "长病", "…"))
    assert width == 2


def test_a_terminal_is_not_steered_by_a_record(tmp_path: Path) -> None:
    text = "id: a\x1b[2J\nname: \u202eb\x07\n"
    finding = Finding("f", "Y001", args={"text": "\x1b[31m\nrm"}, span=Span(2, 1, 2, 5))
    (shown,) = shown_of(tmp_path, text.encode(), finding)
    everything = shown.title + "".join(line.text for line in shown.excerpt)
    assert not set(everything) & {"\x1b", "\x07", "\u202e", "\n"}


def test_a_secret_is_not_shown_by_a_neighbour_either(checked: Checked, world: Path) -> None:
    campaign = "id: demo-spring\nbasis: local\nname: 电话13800138000\nplace: nowhere-at-all\n"
    result = checked({"campaigns/demo-spring": campaign})
    text = as_text(result, show(result.findings, world, "zh"), "zh").plain
    assert [each.code for each in result.findings] == ["P002", "X002"]
    assert "13800138000" not in text
    assert "name: 电话***********" in text


@pytest.mark.parametrize("make", ["missing", "folder", "symlink", "great", "empty"])
def test_a_file_that_cannot_be_read_has_no_excerpt(tmp_path: Path, make: str) -> None:
    path = tmp_path / "f"
    if make == "folder":
        path.mkdir()
    elif make == "symlink":
        (tmp_path / "secret").write_text("secret: 1\n")
        path.symlink_to("secret")
    elif make == "great":
        path.write_bytes(b"a: b\n" * 300000)
    elif make == "empty":
        path.write_bytes(b"")
    (shown,) = show([Finding("f", "B004", args={"name": "f"})], tmp_path, "zh")
    assert shown.excerpt == ()
    assert shown.span == Span(1, 1, 1, 1)


def test_findings_are_in_the_order_of_the_file(checked: Checked, world: Path) -> None:
    numbers = "".join(f"  - number: v-{at:06}\n    minutes: 60\n" for at in range(12))
    path = world / "records/activities/a-20240316-7kq2m.yaml"
    head, _, rest = path.read_text("utf-8").partition("participants:\n")
    tail = rest[rest.index("recorded_how") :]
    result = checked({"activities/a-20240316-7kq2m": f"{head}participants:\n{numbers}{tail}"})
    lines = [each.span.line for each in show(result.findings, world, "zh")]
    assert lines == sorted(lines)
    assert len(lines) == 12


def test_the_second_place_has_line_and_column(checked: Checked, world: Path) -> None:
    campaign = (
        "id: demo-spring\nbasis: local\nname: 春风\nplace: demo\nfrom: 2024-03-02\nto: 2024-03-01\n"
    )
    result = checked({"campaigns/demo-spring": campaign})
    (shown,) = show(result.findings, world, "en")
    assert shown.related == "records/campaigns/demo-spring.yaml:5:7"


def test_the_page_about_a_code_lies_on_the_site(tmp_path: Path) -> None:
    finding = Finding("f", "B004", args={"name": "f"})
    assert shown_of(tmp_path, b"", finding)[0].docs == "findings/B004/"
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nsite_url: https://example.org/county\n")
    assert shown_of(tmp_path, b"", finding)[0].docs == "https://example.org/county/findings/B004/"


def test_json_is_stable(checked: Checked, world: Path) -> None:
    result = checked({"teams/demo-lamp": None})
    document = json.loads(as_json(result, show(result.findings, world, "en")))
    assert document["version"] == 1
    assert document["summary"] == {
        "files": 8, "errors": 2, "warnings": 0, "notes": 0, "hanging": 0, "waived": 0,
        "unread": 0,
    }  # fmt: skip
    first = document["findings"][0]
    assert list(first) == [
        "code", "name", "severity", "file", "line", "column", "endLine", "endColumn", "pointer",
        "title", "reason", "remedy", "related", "args", "docs",
    ]  # fmt: skip
    assert (first["code"], first["name"], first["severity"]) == (
        "X002",
        "reference-unknown",
        "error",
    )
    assert (first["line"], first["column"], first["endLine"], first["endColumn"]) == (5, 7, 5, 16)
    assert first["args"]["target"] == "demo-lamp"


def made(code: str, count: int, root: Path) -> list[Shown]:
    findings = [
        Finding("f", code, args={"character": "100%: a,b\nc"}, span=Span(at + 1, 1, at + 1, 2))
        for at in range(count)
    ]
    return shown_of(root, b"x\n" * count, *findings)


def test_annotations_are_few_and_various(tmp_path: Path, checked: Checked) -> None:
    shown = [*made("B008", 30, tmp_path), *made("B009", 3, tmp_path)]
    lines = as_github(checked(), shown, "zh").split("\n")
    annotations = [line for line in lines if line.startswith("::error ")]
    assert len(annotations) == MOST_ANNOTATIONS
    assert "title=B008" in annotations[0]
    assert "title=B009" in annotations[1]
    assert sum("title=B009" in line for line in annotations) == 3
    # All of them are in the plain text that follows.
    assert sum(": 错误[" in line for line in lines) == 33


def test_annotations_are_escaped(tmp_path: Path, checked: Checked) -> None:
    shown = made("B008", 1, tmp_path)
    shown += show([Finding("a,b:c%", "B004", args={"name": "x"})], tmp_path, "zh")
    annotations = as_github(checked(), shown, "zh").split("\n")[:2]
    properties, _, message = annotations[0].removeprefix("::error ").partition("::")
    assert properties.startswith("file=f,line=1,endLine=1,col=1,endColumn=2,title=B008 ")
    assert "100%25%3A a%2Cb c" in properties
    assert "%0A" in message
    assert annotations[1].startswith("::error file=a%2Cb%3Ac%25,line=1,")


def test_a_record_gives_no_commands(checked: Checked, world: Path) -> None:
    """Whatever a record says, the commands of its text are switched off until our own token."""
    team = "id: demo-lamp\nbasis: local\n::error::forged\n##[add-mask]x\n"
    result = checked({"teams/demo-lamp": team})
    lines = as_github(result, show(result.findings, world, "zh"), "zh").split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[start].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    assert not any(token in line for line in lines[start + 1 : end])
    assert all(line.startswith("::error file=records/") for line in lines[:start])
    assert lines[end + 1 :] == [""]


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_clean_repository(form: str, checked: Checked, world: Path) -> None:
    stream = io.StringIO()
    render(checked(), world, form, "zh", stream)
    text = stream.getvalue()
    if form == "json":
        assert json.loads(text)["findings"] == []
    else:
        assert "检查了 9 个文件，没有发现问题。\n" in text
    assert "\x1b" not in text


def test_text_in_a_file_has_no_colour_and_no_markup(checked: Checked, world: Path) -> None:
    campaign = (
        "id: demo-spring\nbasis: local\nname: '[red]春风[/red] :smile:'\nplace: nowhere-at-all\n"
    )
    stream = io.StringIO()
    render(checked({"campaigns/demo-spring": campaign}), world, "text", "zh", stream)
    assert "name: '[red]春风[/red] :smile:'" in stream.getvalue()
    assert "错误[X002 reference-unknown]" in stream.getvalue()


def test_the_same_bytes_twice(checked: Checked, world: Path, kinds: dict[str, Kind]) -> None:
    checked({"teams/demo-lamp": None, "places/a": "id: b\n", "places/c": "x: [\n"})
    texts = []
    for _ in range(2):
        stream = io.StringIO()
        render(run_check(world, kinds), world, "github", "en", stream)
        texts.append(stream.getvalue())
    assert texts[0] == texts[1]
