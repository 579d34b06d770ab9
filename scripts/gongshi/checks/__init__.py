"""The checking room: queries that find what is wrong across records, and how findings are shown.

A check is a file `sql/<CODE>_<slug>.sql`; `run` asks them all and `leaks` reads the published
text. Codes X are cross-record, codes L are the laws of the ledger, codes P are privacy; their words
are in `findings_checks.yaml`. `read_base` reads the commit against which changes are judged.
"""

from gongshi.checks.base import Base, read_base
from gongshi.checks.changed import check_changed
from gongshi.checks.run import CheckResult, Counts, check, run_check

__all__ = ["Base", "CheckResult", "Counts", "check", "check_changed", "read_base", "run_check"]
