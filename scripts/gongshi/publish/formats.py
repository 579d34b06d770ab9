"""Moved to `tally.formats`; this name goes as soon as nobody has it open."""

from gongshi.tally.formats import date, figure, is_date, minutes, pieces, scalar

__all__ = ["date", "figure", "is_date", "minutes", "pieces", "scalar"]
