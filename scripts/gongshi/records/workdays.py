"""Working days in China: Monday to Friday, less public holidays, with the days made up for them.

The State Council announces each year's holidays in the autumn before; `chinesecalendar` ships them
as data. A year that it does not know yet counts as plain Mondays to Fridays, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("day", pa.string()),
        ("ordinal", pa.int64()),
        ("works", pa.bool_()),
        ("known", pa.bool_()),
    ]
)


def workdays(days: Iterable[str | None]) -> pa.Table:
    """The table `workday(day, ordinal, works, known)` for all years of `days` and the year after.

    Days are `2026-03-15`; absent ones are skipped, and of none the table is empty. `ordinal` counts
    the working days from the first year's first day, that day included: from a day to a later one,
    both included, there are the difference of their ordinals, and one more where the first works.
    `known` is false in a year whose holidays are not known. The year after is there so that a
    stretch that begins in December can be counted to its end.
    """
    years = sorted({int(day[:4]) for day in days if day is not None})
    rows: dict[str, list[object]] = {name: [] for name in SCHEMA.names}
    if years:
        # The library's data, and not its functions: these look through all of it for each day.
        from chinese_calendar.constants import holidays
        from chinese_calendar.constants import workdays as made_up

        known = {day.year for day in holidays}
        ordinal, day = 0, date(years[0], 1, 1)
        while day.year <= years[-1] + 1:
            works = day in made_up or (day.weekday() < 5 and day not in holidays)
            ordinal += works
            for name, value in zip(
                SCHEMA.names, (day.isoformat(), ordinal, works, day.year in known), strict=True
            ):
                rows[name].append(value)
            day += timedelta(days=1)
    return pa.table(rows, schema=SCHEMA)
