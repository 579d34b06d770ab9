"""The checking room: queries that find what is wrong across records, and how findings are shown.

A check is a file `sql/<CODE>_<slug>.sql`; `run` asks them all and `leaks` reads the published
text. Codes X are cross-record, codes P are privacy; their words are in `findings_checks.yaml`.
"""

from gongshi.checks.run import CheckResult, Counts, check, run_check

__all__ = ["CheckResult", "Counts", "check", "run_check"]
