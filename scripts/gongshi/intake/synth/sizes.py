"""How much of everything there is at each scale, in the proportions of the texts."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Size:
    """What a tree holds; `exchanges` are gifts and redemptions, `orders` needs that are no wish."""

    towns: int
    communities: int
    teams: int
    volunteers: int
    projects: int
    wishes: int
    orders: int
    activities: int
    participations: int
    exchanges: int

    def of_town(self, index: int) -> Size:
        """What falls to the town at `index`, so that all towns together hold exactly the whole."""
        return self._cut(index, self.towns)

    def _cut(self, index: int, parts: int) -> Size:
        return Size(*(share(getattr(self, each.name), parts, index) for each in fields(self)))


def share(total: int, parts: int, index: int) -> int:
    """The part at `index` of `total` cut into `parts` as even as whole numbers are."""
    return total * (index + 1) // parts - total * index // parts


# A city's year (design.md section 8), and parts of it.
CITY = Size(
    towns=40,
    communities=400,
    teams=1_218,
    volunteers=180_000,
    projects=7_000,
    wishes=1_867,
    orders=600,
    activities=43_000,
    participations=860_000,
    exchanges=150_000,
)
TOWNS_OF_COUNTY, TOWNS_OF_CITY = 5, 40


def _times(factor: int) -> Size:
    return Size(*(getattr(CITY, each.name) * factor for each in fields(CITY)))


SCALES = {
    "demo": Size(1, 2, 6, 900, 35, 9, 3, 215, 4_300, 750),  # a two-hundredth
    "town": CITY.of_town(0),
    "county": Size(
        *(
            sum(getattr(CITY.of_town(i), each.name) for i in range(TOWNS_OF_COUNTY))
            for each in fields(CITY)
        )
    ),
    "city": CITY,
    "cities": _times(3),
}
