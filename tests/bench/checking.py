"""Check and tally beside validators of shape: sourcemeta-jsonschema and check-jsonschema."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import peers
from tests.bench.results import Result, Sample
from tests.bench.run import GONGSHI, BenchError, Tell, added, peak, timed
from tests.bench.trees import change, cold, files_of, tree

_FAULTS = 1000
# Where a file cannot be read the laws of the ledger are not asked, so those are planted apart.
_PLANTED = {"faults_form": "BYS", "faults_rules": "XPLO"}
_ONE_IN = 50


def check(scale: str, runs: int, tell: Tell) -> list[Result]:
    """Cold beside sourcemeta-jsonschema; and after one changed file beside cold."""
    root = tree(scale, tell)
    rejects_what_is_wrong(root)
    theirs, ours, warm = [], [], []
    passed = 0
    for run in range(runs):
        peer, passed = sourcemeta(root)
        theirs.append(peer)
        cold(root)
        ours.append(check_and_tally(root))
        change(root, "activities", run + 1)
        warm.append(check_and_tally(root))
        tell(f"check {run + 1}/{runs}")
    files = sum(map(len, files_of(root).values()))
    if passed != files:
        raise BenchError(f"sourcemeta-jsonschema passed {passed} of {files} files")
    counted = {"files": files, "files_passed_by_peer": passed}
    return [
        Result("check", scale, ours, theirs, counted),
        Result("warm", scale, warm, ours),
    ]


def check_and_tally(root: Path) -> Sample:
    """`gongshi check` and then `gongshi tally`."""
    commands = ("check", "tally")
    return added(*(timed([GONGSHI, each, "--root", root]).sample for each in commands))


def sourcemeta(root: Path) -> tuple[Sample, int]:
    """One run a kind over its folder, in the default mode; and how many files passed."""
    samples, passed = [], 0
    for kind, files in files_of(root).items():
        folder = files[0].relative_to(root).parents[-3]
        done = timed([peers.sourcemeta(), "validate", f"schemas/{kind}.yaml", folder], root)
        samples.append(done.sample)
        passed += passed_in(done.out)
    return added(*samples), passed


def passed_in(out: str) -> int:
    """How many files sourcemeta-jsonschema says it passed."""
    found = re.search(r"^\d+ validated, (\d+) passed, 0 failed$", out, re.M)
    if not found:
        raise BenchError(f"sourcemeta-jsonschema: {out[-2000:]}")
    return int(found[1])


def rejects_what_is_wrong(root: Path) -> None:
    """Prove on spoilt copies of an activity that the peers read our schemas; raises BenchError."""
    schema = root / "schemas" / "activity.yaml"
    text = files_of(root)["activity"][0].read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for number, (found, spoilt) in enumerate(
            {
                r"^recorded_how: .*$": "recorded_how: nobody",  # an enum, behind a $ref of its own
                r"minutes: \d+": "minutes: -1",  # a $ref into common.yaml
                r"^date: .*\n": "",  # required by the `else` of a condition
            }.items()
        ):
            wrong = Path(folder) / f"{number}.yaml"
            wrong.write_text(re.sub(found, spoilt, text, count=1, flags=re.M), encoding="utf-8")
            timed([peers.sourcemeta(), "validate", schema, wrong], status=2)
            timed([peers.check_jsonschema(), "--schemafile", schema, wrong], status=1)


def faults(scale: str, runs: int, tell: Tell) -> list[Result]:
    """Cold checks of records with planted faults beside those of clean ones."""
    clean = tree(scale, tell)
    faulty = {key: tree(scale, tell, _FAULTS, codes) for key, codes in _PLANTED.items()}
    found = {key: all_found(root) for key, root in faulty.items()}
    theirs: list[Sample] = []
    ours: dict[str, list[Sample]] = {key: [] for key in faulty}
    for run in range(runs):
        cold(clean)
        theirs.append(timed([GONGSHI, "check", "--root", clean]).sample)
        for key, root in faulty.items():
            cold(root)
            ours[key].append(timed([GONGSHI, "check", "--root", root], status=1).sample)
        tell(f"faults {run + 1}/{runs}")
    return [Result(key, scale, ours[key], theirs, {"findings": found[key]}) for key in faulty]


def all_found(root: Path) -> int:
    """How many findings a check gives; raises BenchError unless they are those planted."""
    rows = (root / "faults.tsv").read_text(encoding="utf-8").splitlines()[1:]
    listed = [row.split("\t") for row in rows]
    is_read = not any(code[0] in "BYS" for _, _, code, _ in listed)
    planted = Counter(
        (file, int(line), code)
        for file, line, code, asked in listed
        if is_read or asked == "always"
    )
    cold(root)
    said = json.loads(timed([GONGSHI, "check", "--root", root, "--format", "json"], status=1).out)
    found = Counter((each["file"], each["line"], each["code"]) for each in said["findings"])
    if found != planted:
        amiss = [*(found - planted), *(planted - found)]
        raise BenchError(f"{root.name}: planted and found differ: {amiss[:5]}")
    return found.total()


def files(scale: str, runs: int, tell: Tell) -> list[Result]:
    """A cold check beside check-jsonschema on one file in fifty, scaled."""
    root = tree(scale, tell)
    by_kind = files_of(root)
    ours, theirs = [], []
    for run in range(runs):
        cold(root)
        ours.append(timed([GONGSHI, "check", "--root", root]).sample)
        theirs.append(added(*(_scaled(root, kind, of) for kind, of in by_kind.items())))
        tell(f"files {run + 1}/{runs}")
    counted = {"files": sum(map(len, by_kind.values())), "one_in": _ONE_IN}
    return [Result("files", scale, ours, theirs, counted)]


def _scaled(root: Path, kind: str, of: Sequence[Path]) -> Sample:
    """What check-jsonschema would take for all files of a kind; all are given where few."""
    sample = of[::_ONE_IN] if len(of) >= 3 * _ONE_IN else of
    one, many = (_check_jsonschema(root, kind, chosen) for chosen in (sample[:1], sample))
    return scaled(one, many, len(sample), len(of))


def scaled(one: Sample, many: Sample, asked: int, all_: int) -> Sample:
    """From runs on one file and on `asked`, one on `all_`: starting up is counted once."""
    times = (all_ - 1) / (asked - 1) if asked > 1 else 0

    def of(first: float, whole: float) -> float:
        return first + max(whole - first, 0) * times

    return Sample(of(one.wall, many.wall), of(one.cpu, many.cpu))


def _check_jsonschema(root: Path, kind: str, chosen: Sequence[Path]) -> Sample:
    schema = root / "schemas" / f"{kind}.yaml"
    return timed([peers.check_jsonschema(), "--schemafile", schema, *chosen]).sample


def memory(root: Path) -> Mapping[str, float]:
    """The most memory of a cold check and of the tally after it, GiB."""
    cold(root)
    return {each: peak([GONGSHI, each, "--root", root]) for each in ("check", "tally")}
