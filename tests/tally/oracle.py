"""The rules of the tally again in plain Python, without any SQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from .oracle_lines import Lines, Record

EARNED = ("service", "money", "goods")


class Oracle(Lines):
    """Every line, total, balance, star, badge and quota as of a day."""

    def totals(self) -> Counter[tuple[str, ...]]:
        """Sums by kind, id, period, measure and event, net of corrections."""
        sums: Counter[tuple[str, ...]] = Counter()
        for line in self.lines:
            holders = [
                (kind, id)
                for kind in ("team", "unit", "place")
                for id in self.above(kind, line[kind])
            ]
            holders += [("fund", line["fund"])] if line.get("fund") else []
            event = line.get("origin", line["event"])
            for holder in holders:
                for period in ("all", line["on"][:4], line["on"][:7]):
                    sums[(*holder, period, line["measure"], event)] += line["amount"]
        return sums

    def balances(self) -> dict[tuple[str, str, str], Decimal]:
        """The balance of each passbook by measure and class."""
        sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for line in self.lines:
            if line["number"] and line["measure"] != "fen":
                sums[line["number"], line["measure"], line["class"]] += line["amount"]
        return sums

    def _earned_by(self, number: str, measure: str, year: str = "") -> Decimal:
        earned = (
            line["amount"]
            for line in self.lines
            if (line["number"], line["measure"]) == (number, measure)
            and line.get("origin", line["event"]) in EARNED
            and line["on"].startswith(year)
        )
        return sum(earned, Decimal(0))

    def attended(self, number: str) -> list[Record]:
        """The activities a volunteer took part in that count and stand."""
        found = []
        for each in self.records["activity"]:
            flawed = each.get("compulsory") or each.get("charged") or each["basis"] != "local"
            if flawed or not self._counts(each, each["date"]):
                continue
            stands = self._undoing_of({"entry": each["id"]}, number) == ("~", "")
            if stands and number in (present["number"] for present in each["participants"]):
                found.append(each)
        return found

    def stars(self) -> dict[str, int]:
        """The star of everyone for whom there is a ladder."""
        found = {}
        for number, member in self.members.items():
            rungs = self.home("stars", None, number, self.as_of)
            minutes, attended = self._earned_by(number, "minutes"), self.attended(number)
            ratings = [each["rating"] for each in attended if "rating" in each]
            hours = [each["response_hours"] for each in attended if "response_hours" in each]
            years, months, days = (
                int(a) - int(b)
                for a, b in zip(self.as_of.split("-"), member["joined"].split("-"), strict=True)
            )
            won = [0]
            for rung in rungs:
                least = Decimal(rung.get("min_rating", 0))
                most = rung.get("max_response_hours")
                if (
                    minutes >= rung["minutes"]
                    and (not least or (ratings and Decimal(sum(ratings)) / len(ratings) >= least))
                    and (most is None or (hours and Decimal(sum(hours)) / len(hours) <= most))
                    and years * 12 + months - (days < 0) >= rung.get("months_member", -(10**6))
                ):
                    won.append(rung["star"])
            if rungs:
                found[number] = max(won)
        return found

    def badges(self) -> set[tuple[str, str, str]]:
        """Number, badge and period of every badge earned."""
        found = set()
        for number in self.members:
            groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
            rules = {}
            for each in self.attended(number):
                month = each["date"][:7]
                quarter = f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
                periods = {"month": month, "quarter": quarter, "year": month[:4], "all": "all"}
                for rule in self.home("badges", None, number, each["date"]):
                    rules[rule["name"]] = rule
                    groups[rule["name"], periods[rule["per"]]].append(each)
            for (name, period), of in groups.items():
                ratings = [each["rating"] for each in of if "rating" in each]
                least = Decimal(rules[name].get("min_rating", 0))
                rated = ratings and Decimal(sum(ratings)) / len(ratings) >= least
                if len(of) >= rules[name]["activities"] and (not least or rated):
                    found.add((number, name, period))
        return found

    def quotas(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Members and those who reached the target, by unit (with all below) and year."""
        counts: dict[tuple[str, int], tuple[int, int]] = {}
        for year in range(2020, int(self.as_of[:4]) + 1):
            for number, member in self.members.items():
                new_year = f"{year}-01-01"
                if member["joined"] > new_year:
                    continue
                for rule in self.home("quotas", "points", number, new_year):
                    if rule.get("cohort") not in (None, member.get("cohort")):
                        continue
                    earned = self._earned_by(number, rule["measure"], str(year))
                    reached = earned >= Decimal(rule["amount"])
                    unit = self.by_id["team"][member["team"]]["unit"]
                    for above in self.above("unit", unit):
                        members, ok = counts.get((above, year), (0, 0))
                        counts[above, year] = (members + 1, ok + reached)
        return counts
