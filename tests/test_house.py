"""The house keeps its floors: no room imports one that is not below it, no module outgrows one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

# Low to high; rooms of one floor do not import each other.
FLOORS = (
    ("findings", "words", "kinds"),
    ("records",),
    ("tally",),
    ("checks",),
    ("publish", "intake", "review"),
    ("forges",),
    ("cli",),
)
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
FLOOR |= {"__main__": len(FLOORS)}
LINES = 400


def broken_rules(package: Path) -> list[str]:
    """What in the folder `package` breaks the house's rules, one sentence each."""
    return [
        sentence for path in sorted(package.rglob("*.py")) for sentence in _broken_in(path, package)
    ]


def _broken_in(path: Path, package: Path) -> list[str]:
    here = path.relative_to(package).with_suffix("").parts
    broken = []
    text = path.read_text(encoding="utf-8")
    if (lines := len(text.splitlines())) > LINES:
        broken.append(f"{path.name}: {lines} lines, more than {LINES}")
    room = here[0]
    if room == "__init__":
        allowed = -1  # the package itself knows no room
    elif room in FLOOR:
        allowed = FLOOR[room]
    else:
        return [*broken, f"{room}: stands on no floor"]
    module = (package.name, *here[:-1]) if here[-1] == "__init__" else (package.name, *here)
    for other in sorted(_rooms_imported(ast.parse(text), module, path.name == "__init__.py")):
        if other not in FLOOR:
            broken.append(f"{'/'.join(here)} imports {other}, which stands on no floor")
        elif other != room and FLOOR[other] >= allowed:
            broken.append(f"{'/'.join(here)} imports {other}, which is not below it")
    return broken


def _rooms_imported(tree: ast.AST, module: tuple[str, ...], is_package: bool) -> set[str]:
    """The rooms that a module imports, at its top or inside functions, absolutely or relatively."""
    top = module[0]
    names: set[tuple[str, ...]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = tuple(node.module.split(".")) if node.module else ()
            if node.level:
                climb = node.level - is_package
                base = module[: len(module) - climb] + base
            # `from gongshi import records` names the room only after `import`.
            names |= {(*base, alias.name) for alias in node.names}
    of_package = {"__version__", "CHINA_TIME"}
    return {name[1] for name in names if name[0] == top and len(name) > 1} - of_package


def test_the_house_keeps_its_floors(root: Path) -> None:
    assert broken_rules(root / "scripts" / "gongshi") == []


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("kinds.py", "import gongshi.records.load", "kinds imports records, which is not below it"),
        ("kinds.py", "from gongshi.words import say", "kinds imports words, which is not below it"),
        ("records/a.py", "from gongshi import checks", "records/a imports checks, which is not"),
        ("records/a.py", "from .. import cli", "records/a imports cli, which is not below it"),
        ("records/__init__.py", "from ..tally import x", "records/__init__ imports tally, which"),
        ("tally/a.py", "def f():\n    import gongshi.checks", "tally/a imports checks, which"),
        ("publish/a.py", "from gongshi.intake.forms import x", "publish/a imports intake, which"),
        ("tally.py", "if True:\n    from .publish import x", "tally imports publish, which"),
        ("__init__.py", "from gongshi import findings", "__init__ imports findings, which is not"),
        ("tally.py", "import gongshi.attic", "tally imports attic, which stands on no floor"),
        ("attic.py", "", "attic: stands on no floor"),
        ("records/long.py", "x = 1\n" * 401, "long.py: 401 lines, more than 400"),
    ],
)
def test_a_planted_fault_is_named(tmp_path: Path, file: str, text: str, sentence: str) -> None:
    broken = _planted(tmp_path, file, text)
    assert len(broken) == 1
    assert broken[0].startswith(sentence)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("cli.py", "from gongshi import __version__, publish\nimport gongshi.tally.points"),
        ("checks/a.py", "from gongshi.tally import run_tally"),
        ("records/a.py", "from . import b\nfrom gongshi.records.c import d\nimport json"),
        ("records/deep/a.py", "from ..load import load\nfrom ...kinds import Kind"),
        ("__main__.py", "from gongshi.cli import main"),
    ],
)
def test_what_the_rules_allow_passes(tmp_path: Path, file: str, text: str) -> None:
    assert _planted(tmp_path, file, text) == []


def _planted(tmp_path: Path, file: str, text: str) -> list[str]:
    path = tmp_path / "gongshi" / file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return broken_rules(tmp_path / "gongshi")
