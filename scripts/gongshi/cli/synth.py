"""The command for made-up trees: synth."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gongshi.cli.common import LangOption, RootOption, accepted, help_of, kinds_of, lang_of
from gongshi.cli.progress import progress
from gongshi.words import say

commands = typer.Typer()


class Scale(StrEnum):
    """How large a tree is; the sizes are the generator's."""

    demo = "demo"
    town = "town"
    county = "county"
    city = "city"
    cities = "cities"


@commands.command(help=help_of("synth"))
def synth(
    scale: Annotated[Scale, typer.Option("--scale", help=help_of("synth_scale"))],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=help_of("synth_out"))],
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help=help_of("synth_seed"))
    ] = 1,
    faults: Annotated[
        int, typer.Option("--faults", metavar="K", min=0, help=help_of("synth_faults"))
    ] = 0,
    of: Annotated[
        list[str] | None, typer.Option("--codes", metavar="CODE", help=help_of("synth_codes"))
    ] = None,
    root: RootOption = Path(),
    lang: LangOption = None,
) -> None:
    """Write a made-up tree of records."""
    from gongshi.intake.synth import SCALES, write_tree

    kinds = kinds_of(root, lang)
    with progress(lang_of(lang)) as watch:
        written = write_tree(
            *(kinds, root / "schemas", out, scale.value, seed, faults, of or ()),
            progress=lambda towns: watch("writing", towns, SCALES[scale].towns),
        )
    done = accepted(written, lang)
    counts = {"files": done.files, "size": done.size, "faults": done.faults}
    typer.echo(say("cli.synth_written", lang_of(lang), out=out, **counts))
