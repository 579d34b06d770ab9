"""The checking room: queries that find what is wrong across records, and how findings are shown.

A check is a file `sql/<CODE>_<slug>.sql`; `run` asks them all and `leaks` reads the published
text. Codes X are cross-record, codes L are the laws of the ledger, codes P are privacy; their words
are in `findings_checks.yaml`. `base` reads the commit against which changes are judged; `changed`
shows what changes since the last commit have to do with. Each is loaded by whoever asks for it:
most of the time of a small question is spent on loading what answers greater ones.
"""
