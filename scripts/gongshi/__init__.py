"""Gongshi 公示: a volunteer programme's public record, kept in Git, checked, tallied, published."""

from datetime import timedelta, timezone

__version__ = "0.1.0"
# No zone by name, which needs a database that some systems lack; China has had no other since 1992.
CHINA_TIME = timezone(timedelta(hours=8))
