"""What SQL reads and makes: in which order texts must run."""

from __future__ import annotations

from gongshi.records.queries import must_wait


def test_a_text_waits_for_those_that_make_what_it_reads_and_one_that_changes_a_table_for_all() -> (
    None
):
    texts = {
        "a": "CREATE TABLE one AS FROM record",
        "b": "CREATE VIEW two AS SELECT * FROM record; CREATE TABLE six AS SELECT * FROM two",
        "c": "CREATE TABLE three AS SELECT * FROM one JOIN record USING (file)",
        "d": "UPDATE one SET file = 1",
        "e": "CREATE TABLE four AS SELECT * FROM one",
        "f": "CREATE TABLE five AS SELECT * FROM four JOIN three USING (file)",
    }
    assert must_wait(texts) == {
        "a": set(),
        "b": set(),
        "c": {"a"},
        "d": {"a", "b", "c"},
        "e": {"a", "d"},
        "f": {"c", "d", "e"},
    }
