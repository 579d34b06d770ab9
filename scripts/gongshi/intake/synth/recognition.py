"""Stars granted in a town after their notice, and the seals of its months."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gongshi.intake.closing import closing
from gongshi.intake.demo.draw import Draw
from gongshi.intake.demo.tallied import tally_of
from gongshi.intake.synth.ground import Filed, Town
from gongshi.intake.synth.services import Service
from gongshi.kinds import Kind

_MOST = 60  # stars a town grants
_STARS = ((2, 3000), (1, 1800))  # by the rules of plan.yaml, those without other gates
_COUNTED = 240  # minutes of a day that no cap cuts off
_SEALED = 11  # months
_CLOSING_DAY = 8  # of the month after


def star_round(town: Town, services: Sequence[Service], careful: set[str]) -> Iterator[Filed]:
    """The award round of the year and its notice, if anybody is to get a star."""
    minutes: dict[str, int] = {}
    for service in services:
        if service.counts and service.verified <= "2025-12-31":
            for number, served in service.lines:
                if number in service.team.cohorts and number not in careful:
                    minutes[number] = minutes.get(number, 0) + min(served, _COUNTED)
    stars = {
        number: next(star for star, least in _STARS if served >= least)
        for number, served in sorted(minutes.items())
        if served >= _STARS[-1][1]
    }
    granted = sorted(stars, key=lambda number: (-stars[number], number))[:_MOST]
    if not granted:
        return
    yield (
        "award",
        {
            "id": f"{town.id}-stars-2025",
            "basis": "local",
            "name": f"第{town.index + 1}镇2025年度志愿者星级评定",
            "place": town.id,
            "grants": "star",
            "appraises": "2025",
            "held_by": [f"{town.id}-body"],
            "date": "2026-01-28",
            "classes": [{"id": f"star-{star}", "name": f"{star}星志愿者"} for star, _ in _STARS],
            "results": [
                {"class": f"star-{stars[number]}", "number": number, "star": stars[number]}
                for number in granted
            ],
            "notice": f"{town.id}-notice-stars-2025",
        },
    )
    yield (
        "notice",
        {
            "id": f"{town.id}-notice-stars-2025",
            "basis": "local",
            "name": f"第{town.index + 1}镇2025年度星级志愿者拟定名单公示",
            "place": town.id,
            "issued_by": f"{town.id}-body",
            "about": [f"{town.id}-stars-2025"],
            "numbers": sorted(granted),
            "from": "2026-01-19",
            "to": "2026-01-23",
            "channel": "公示期内可到分站窗口当面提出",
            "outcome": "no_objection",
            "closed_on": "2026-01-27",
        },
    )


def closings(
    draw: Draw, kinds: Mapping[str, Kind], town: Town, files: Mapping[str, str]
) -> Iterator[Filed]:
    """The seals of a town's months; `files` are all that its ledger rests on, by path."""
    tally = tally_of(files, kinds, date(2026, 1, 31))
    for month in range(1, _SEALED + 1):
        on = date(2025, month + 1, _CLOSING_DAY).isoformat()
        period = f"2025-{month:02}"
        yield "closing", closing(tally, town.id, period, draw.salt(), town.keeper, on)
