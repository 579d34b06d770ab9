"""Who was recognised in the fictitious county, and what was objected to.

Stars go to those whom the tally calls eligible; the ledger stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from gongshi.intake.demo.draw import Draw, Record
from gongshi.tally import Tally

Plan = Mapping[str, Any]
County = Mapping[str, Sequence[Record]]


def asks_for_stars(plan: Plan) -> Record:
    """The round of stars as it was called, without results: the tally tells who is eligible."""
    stars = plan["recognition"]["stars"]
    return {
        "id": stars["id"],
        "basis": "local",
        "name": stars["name"],
        "place": plan["closings"]["place"],
        "grants": "star",
        "appraises": stars["period"],
    }


class Recognition:
    """Draws award rounds and objections.

    `tally` is the county's on its last day, with the round that `asks_for_stars`.
    """

    def __init__(self, draw: Draw, plan: Plan, tally: Tally) -> None:
        self.draw = draw
        self.plan = plan["recognition"]
        self.place = plan["closings"]["place"]
        self.tally = tally

    def awards(self) -> list[Record]:
        """The rounds whose results come of the ledger, and the quarterly appraisals."""
        return [self._stars(), self._unit_stars(), *self._quarters(), self._congress()]

    def with_numbers(self, notices: Sequence[Record], awards: Sequence[Record]) -> list[Record]:
        """The notices, with the numbers of those whom they announce; of stars, all eligible."""
        named = {
            award["notice"]: sorted(row["number"] for row in award["results"] if "number" in row)
            for award in awards
            if "notice" in award
        }
        stars = self.plan["stars"]
        named[stars["notice"]] = sorted(row["number"] for row in self._eligible(stars["period"]))
        return [
            {**each, "numbers": named[each["id"]]} if named.get(each["id"]) else each
            for each in notices
        ]

    def objections(self, corrections: Sequence[Record]) -> list[Record]:
        """What was asked or objected to, with its clock; `corrections` are the county's."""
        upheld = next(each for each in corrections if each["reason"] == "objection_upheld")
        return [self._objection(each, upheld) for each in self.plan["objections"]]

    def _stars(self) -> Record:
        plan = self.plan["stars"]
        people = self._eligible(plan["period"])
        out = next((row["number"] for row in people if row["team"] == plan["left_out"]), None)
        results = [
            {"class": f"star-{row['star']}", "number": row["number"], "star": row["star"]}
            for row in people
            if row["number"] != out
        ]
        gone = plan["revoked"]
        first = next(row["number"] for row in people if row["team"] == gone["team"])
        for row in results:
            if row["number"] == first:
                row |= {"revoked_on": gone["day"], "revoked_reason": gone["reason"]}
                row["revoked_by"] = gone["by"]
        more = {"stages": plan["stages"], "notes": plan["notes"]}
        return self._round(plan, "star", results, **more)

    def _eligible(self, year: str) -> list[dict[str, Any]]:
        """Who is eligible for which star at the end of the year, by number."""
        return self.tally.rows(
            "SELECT star_standing.number, star_standing.star, member.team FROM star_standing"
            " JOIN member ON member.number = star_standing.number"
            " WHERE day = ? AND star > 0 ORDER BY star_standing.number",
            f"{year}-12-31",
        )

    def _unit_stars(self) -> Record:
        plan = self.plan["unit_stars"]
        rows = self.tally.rows(
            "SELECT unit, star FROM unit_star WHERE year = ? AND star > 0 AND unit <> ?"
            " ORDER BY unit",
            int(plan["period"]),
            plan["head"],
        )
        results = [
            {"class": f"star-{row['star']}", "winner": row["unit"], "star": row["star"]}
            | ({"recommended_to": plan["head"]} if row["star"] >= plan["recommended_from"] else {})
            for row in rows
        ]
        return self._round(plan, "star", results, summary=plan["summary"])

    def _quarters(self) -> Iterator[Record]:
        plan = self.plan["quarters"]
        for each in plan["list"]:
            year, quarter = each["period"].split("-Q")
            scores = {unit: self.draw.between(820, 985) for unit in plan["units"]}
            best = sorted(scores, key=lambda unit: (-scores[unit], unit))[: plan["chosen"]]
            results: list[Record] = [
                {"class": "good", "winner": unit, "score": _decimal(scores[unit])}
                for unit in sorted(best)
            ]
            for row in results:
                if row["winner"] == best[0]:
                    row["recommended_to"] = plan["head"]
            yield {
                "id": f"demo-appraisal-{year}-q{quarter}",
                "basis": "local",
                "name": f"演示县{year}年第{'一二三四'[int(quarter) - 1]}季度网点小评",
                "place": self.place,
                "grants": "appraisal",
                "appraises": each["period"],
                "full_marks": 100,
                "held_by": [plan["held_by"]],
                "date": each["date"],
                "classes": [
                    {
                        "id": "good",
                        "name": "季度优秀网点",
                        "places": plan["chosen"],
                        "places_unit": "个",
                    }
                ],
                "results": results,
                "notice": f"demo-notice-{year}-q{quarter}",
            }

    def _congress(self) -> Record:
        plan = self.plan["congress"]
        results: list[Record] = []
        for team, category in plan["people"].items():
            rows = self.tally.rows(
                "SELECT ledger.number, SUM(ledger.amount) AS minutes FROM ledger"
                " JOIN member ON member.number = ledger.number"
                " WHERE measure = 'minutes' AND origin = 'service' AND booked_on <= ?"
                " AND member.team = ? AND NOT member.minor"
                " GROUP BY ledger.number ORDER BY minutes DESC, ledger.number LIMIT ?",
                plan["until"],
                team,
                plan["each"],
            )
            results += [
                {"class": "people", "number": number, "category": category}
                for number in sorted(row["number"] for row in rows)
            ]
        for category, winners in plan["organisations"].items():
            results += [
                {"class": "organisations", "winner": winner, "category": category}
                for winner in winners
            ]
        classes = [
            _class("people", "优秀志愿者", "名", list(plan["people"].values()), plan["each"]),
            _class(
                "organisations", "优秀志愿服务组织", "个", list(plan["organisations"]), plan["each"]
            ),
        ]
        return {
            "id": plan["id"],
            "basis": "local",
            "name": plan["name"],
            "place": self.place,
            "grants": "title",
            "held_by": [plan["held_by"]],
            "date": plan["date"],
            "venue": plan["venue"],
            "classes": classes,
            "results": results,
            "notice": plan["notice"],
        }

    def _round(self, plan: Plan, grants: str, results: Sequence[Record], **more: Any) -> Record:
        """A yearly round that grants stars, a class for each star that was given."""
        stars = sorted({row["star"] for row in results})
        return {
            "id": plan["id"],
            "basis": "local",
            "name": plan["name"],
            "place": self.place,
            "grants": grants,
            "appraises": plan["period"],
            "held_by": [plan["held_by"]],
            "date": plan["date"],
            "classes": [{"id": f"star-{star}", "name": plan["names"][str(star)]} for star in stars],
            "results": list(results),
            "notice": plan["notice"],
            **more,
        }

    def _objection(self, each: Plan, upheld: Record) -> Record:
        more: Record = {}
        answered: str | None
        outcome: str | None
        if each.get("upheld_correction"):
            received = date.fromisoformat(upheld["recorded_on"]) - timedelta(days=4)
            about, answered, outcome = upheld["entry"], upheld["verified_on"], "upheld"
            more["correction"] = upheld["id"]
        else:
            received = date.fromisoformat(each["received"])
            about, answered, outcome = each["about"], each.get("answered_on"), each.get("outcome")
        if answered:
            more |= {"answered_on": answered, "outcome": outcome}
        if "changed" in each:
            more["changed"] = each["changed"]
        if "late" in each:
            waiver = {"code": "O109", "reason": each["late"], "reviewer": self.plan["reviewer"]}
            more["accepted"] = [waiver]
        return {
            "id": self.draw.id("o", received),
            "basis": "local",
            "about": about,
            "request": each["request"],
            "received": received.isoformat(),
            "deadline": (received + timedelta(days=each["days"])).isoformat(),
            "handled_by": self.plan["handled_by"],
            **more,
        }


def _class(id: str, name: str, unit: str, categories: list[str], each: int) -> Record:
    return {
        "id": id,
        "name": name,
        "category_count": len(categories),
        "places": len(categories) * each,
        "places_unit": unit,
        "categories": categories,
    }


def _decimal(tenths: int) -> str:
    """Tenths as a decimal without an idle zero: 945 is 94.5."""
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
