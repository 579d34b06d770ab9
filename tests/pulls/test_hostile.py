"""Hostile pull requests: none passes, and each refusal says where and why.

`refused` gives the code and the place (file and line) of every error, by hand.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from pull_requests import Forge

from gongshi.review import as_text

from .conftest import MARCH, NEED, NEW, SHELVES, VERIFIED


def test_who_records_verifies(forge: Forge) -> None:
    own = forge.pull("anna").add(SHELVES, VERIFIED.format("anna")).refused()
    assert own == [("C004", f"{SHELVES}.yaml:15")]


def test_who_records_verifies_in_another_name(forge: Forge) -> None:
    pull = forge.pull("anna").add(SHELVES, VERIFIED.format("ben"))
    assert pull.refused() == [("C015", f"{SHELVES}.yaml:15")]


def test_recorded_and_verified_in_one_request(forge: Forge) -> None:
    """Anna's own record, committed as Ben's verification in the request that she opened."""
    pull = forge.pull("anna").write("activities/a-20250419-4ef5g", NEW).commit()
    pull.add("activities/a-20250419-4ef5g", VERIFIED.format("ben")).commit("ben")
    assert pull.refused() == [("C015", "activities/a-20250419-4ef5g.yaml:15")]


def test_a_verifier_writes_what_they_verify(main: Forge) -> None:
    """In the same commit, and in a request of their own before it."""
    pull = main.pull("ben").edit(SHELVES, ("minutes: 60", "minutes: 600"))
    assert pull.add(SHELVES, VERIFIED.format("ben")).refused() == [("C025", f"{SHELVES}.yaml:15")]
    main.merge(main.pull("ben").edit(SHELVES, ("minutes: 60", "minutes: 90")).commit().push())
    pull = main.pull("ben").add(SHELVES, VERIFIED.format("ben"))
    assert pull.refused() == [("C025", f"{SHELVES}.yaml:15")]


def test_a_closed_month_is_edited(forge: Forge) -> None:
    pull = forge.pull("ben").edit(MARCH, ("minutes: 120", "minutes: 180"))
    assert ("L001", f"{MARCH}.yaml:11") in pull.refused()


def test_a_verified_entry_is_deleted(forge: Forge) -> None:
    refusals = forge.pull("ben").remove("activities/a-20250402-3wx4y").refused()
    assert refusals == [("L002", "activities/a-20250402-3wx4y.yaml:1")]


def test_something_that_others_name_is_deleted(forge: Forge) -> None:
    assert forge.pull("kim").remove("projects/corner").refused() == [
        ("X002", "awards/contest-2025.yaml:13")
    ]


def test_an_id_is_used_again(main: Forge) -> None:
    main.merge(main.pull("anna").remove(SHELVES).commit().push())
    pull = main.pull("anna")
    pull.write(
        SHELVES, NEW.replace("a-20250419-4ef5g", "a-20250405-5tv6w").replace("04-19", "04-05")
    )
    assert pull.refused() == [("C002", f"{SHELVES}.yaml:1")]


def test_an_id_is_changed(forge: Forge) -> None:
    pull = forge.pull("anna")
    text = pull.read(SHELVES).replace("5tv6w", "9tv9w")
    pull.remove(SHELVES).write("activities/a-20250405-9tv9w", text)
    assert pull.refused() == [("C003", "activities/a-20250405-9tv9w.yaml:1")]


def test_what_is_settled_is_renamed_to_hide_it(forge: Forge) -> None:
    pull = forge.pull("ben")
    text = pull.read(MARCH).replace("7kq2m", "9kq9m").replace("minutes: 120", "minutes: 600")
    pull.remove(MARCH).write("activities/a-20250310-9kq9m", text)
    other = "activities/a-20250310-9kq9m.yaml"
    assert pull.refused() == [("L002", f"{MARCH}.yaml:1"), ("C004", f"{other}:17")]


def test_what_is_settled_is_moved_to_hide_an_edit(forge: Forge) -> None:
    """Into a folder of its own, where Git sees one file gone and another come."""
    pull = forge.pull("ben")
    text = pull.read(MARCH).replace("minutes: 120", "minutes: 600")
    pull.remove(MARCH).write("activities/2025/a-20250310-7kq2m", text)
    assert ("L001", "activities/2025/a-20250310-7kq2m.yaml:11") in pull.refused()


def test_a_policy_is_swapped(forge: Forge) -> None:
    pull = forge.pull("anna").edit("policies/demo-earning", ("amount: '10'", "amount: '1000'"))
    assert pull.refused() == [("C007", "policies/demo-earning.yaml:1")]


def test_a_policy_in_force_is_removed(forge: Forge) -> None:
    refusals = forge.pull("kim").remove("policies/demo-earning").refused()
    assert ("C026", "policies/demo-earning.yaml:1") in refusals


def test_a_keeper_swaps_the_policy_of_a_closed_month(forge: Forge) -> None:
    pull = forge.pull("kim").edit("policies/demo-earning", ("amount: '10'", "amount: '1000'"))
    assert pull.refused() == [("L013", "closings/demo-2025-03.yaml:10")]


def test_a_record_of_another_unit(forge: Forge) -> None:
    pull = forge.pull("carl").edit(SHELVES, ("minutes: 60", "minutes: 61"))
    assert pull.refused() == [("C006", f"{SHELVES}.yaml:1")]


def test_a_record_is_taken_over(forge: Forge) -> None:
    """Carl makes the north's activity one of the south, so that it is his."""
    pull = forge.pull("carl").edit(SHELVES, ("unit: north", "unit: south"))
    assert ("C006", f"{SHELVES}.yaml:1") in pull.refused()


def test_a_recorder_is_changed_afterwards(forge: Forge) -> None:
    pull = forge.pull("anna").edit(SHELVES, ("recorded_by: s-anna", "recorded_by: s-eva"))
    assert pull.refused() == [("C020", f"{SHELVES}.yaml:13")]


def test_an_address_is_forged(forge: Forge) -> None:
    """The commit says that it is Ben's; the forge says that Mallory opened the request."""
    pull = forge.pull("mallory").add(SHELVES, VERIFIED.format("ben")).commit("ben")
    assert pull.refused() == [("C008", f"{SHELVES}.yaml:1")]


def test_the_schema_is_weakened_with_the_record(forge: Forge) -> None:
    """The base's own schema judges, so that the record is refused beside the schema."""
    pull = forge.pull("anna").edit(SHELVES, ("minutes: 60", "minutes: 6000"))
    schema = pull.where / "schemas" / "common.yaml"
    schema.write_text(schema.read_text("utf-8").replace("maximum: 1440", "maximum: 14400"), "utf-8")
    refusals = pull.refused()
    assert [code for code, _ in refusals] == ["S024", "C009"]
    assert refusals[0][1] == f"{SHELVES}.yaml:11"


def test_a_title_that_would_be_a_command(forge: Forge) -> None:
    """What a title holds is text in every form of the report, whoever reads it."""
    title = "`id` ${{ secrets.TOKEN }} </details><img src=x> @admin #1 [x](http://example.org)"
    pull = forge.pull("carl").edit(SHELVES, ("name: 图书上架", f'name: "{title}"'))
    pull.commit(subject=title)
    verdict = pull.judged()
    assert ("C006", f"{SHELVES}.yaml:1") in verdict.refusals
    comment = verdict.markdown()
    assert "${{" not in comment
    assert "`" not in comment
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(comment)
    assert "<img" not in html
    assert "<a " not in html
    assert html.count("<details>") == html.count("</details>")
    assert not re.search("[@#][a-z0-9]", re.sub("<code>.*?</code>", "", html))
    assert title in as_text(verdict.report, verdict.shown, verdict.kinds, "zh")


def test_a_record_of_ten_megabytes(forge: Forge) -> None:
    pull = forge.pull("anna").add(SHELVES, "# " + "x" * 10_000_000 + "\n")
    assert pull.refused() == [("B005", f"{SHELVES}.yaml:1")]


def test_anchors_upon_anchors(forge: Forge) -> None:
    lines = ["id: bomb", "a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    pull = forge.pull("anna").write("activities/a-20250419-4ef5g", "\n".join(lines) + "\n")
    refusals = pull.refused()
    assert {code for code, _ in refusals} == {"Y011", "Y012"}
    assert refusals[0][1] == "activities/a-20250419-4ef5g.yaml:2"


def test_two_that_clash(main: Forge) -> None:
    """One bar of soap is left, and each of two requests gives it away."""
    text = """\
id: r-20250419-{0}
basis: local
unit: north
recorded_by: s-anna
recorded_on: 2025-04-19
verified_by: s-ben
verified_on: 2025-04-19
issued_by: s-eva
entries:
  - id: x-20250419-{0}
    number: v-0a1b2c
    reward: soap
    quantity: 1
    redeemed_on: 2025-04-19
"""
    both = []
    for at in ("2bc3d", "4ef5g"):
        pull = main.pull("anna")
        name = f"redemptions/r-20250419-{at}"
        recorded = "".join(
            each for each in text.format(at).splitlines(True) if "verified" not in each
        )
        pull.write(name, recorded).commit("anna").write(name, text.format(at)).commit("ben")
        assert pull.push().refused("") == []
        both.append(pull)
    main.merge(both[0])
    queued = main.queued(both[1])
    assert main.refused(queued) == [("L010", "redemptions/r-20250419-4ef5g.yaml:13")]


def test_a_date_in_a_closed_month(forge: Forge) -> None:
    """Served, recorded and verified in March, says who writes it down in April."""
    text = NEW.replace("20250419", "20250320").replace("2025-04-19", "2025-03-20")
    pull = forge.pull("anna").write("activities/a-20250320-4ef5g", text).commit()
    pull.add("activities/a-20250320-4ef5g", VERIFIED.format("ben").replace("04-19", "03-21"))
    assert pull.commit("ben").refused("") == [("L014", "activities/a-20250320-4ef5g.yaml:16")]


def test_an_id_that_looks_like_another(forge: Forge) -> None:
    """A Cyrillic letter in the reference to a team."""
    pull = forge.pull("anna").edit(SHELVES, ("team: readers", "team: re\u0430ders"))
    assert pull.refused() == [("S016", f"{SHELVES}.yaml:5")]


def test_a_closing_is_opened_again(forge: Forge) -> None:
    """Taken away, or sealed anew over other entries."""
    gone = forge.pull("kim").remove("closings/demo-2025-03").refused()
    assert gone == [("L002", "closings/demo-2025-03.yaml:1")]
    pull = forge.pull("kim").edit("closings/demo-2025-03", ("lines: 6", "lines: 5"))
    assert ("L001", "closings/demo-2025-03.yaml:5") in pull.refused()


def test_somebody_gives_themselves_a_role(forge: Forge) -> None:
    pull = forge.pull("anna").edit(
        "staff/s-anna", ("  - recorder\n", "  - recorder\n  - verifier\n")
    )
    assert pull.refused() == [("C007", "staff/s-anna.yaml:1")]


def test_somebody_appoints_themselves(forge: Forge) -> None:
    """A staff record that the base has not vouches for nobody."""
    pull = forge.pull("mallory")
    text = pull.read("staff/s-ben").replace("s-ben", "s-mallory").replace("ben", "mallory")
    pull.write("staff/s-mallory", text).add(SHELVES, VERIFIED.format("mallory"))
    assert ("C008", f"{SHELVES}.yaml:1") in pull.refused()


def test_an_error_is_waived_by_who_made_it(forge: Forge) -> None:
    """A telephone number in a name: Anna says herself that it may stand."""
    waiver = "accepted:\n  - code: P002\n    reason: 没有关系\n    reviewer: s-anna\n"
    pull = forge.pull("anna").edit(SHELVES, ("图书上架", "图书上架 13812345678"))
    assert pull.add(SHELVES, waiver).refused() == [("C021", f"{SHELVES}.yaml:18")]


def test_an_error_is_waived_in_another_name(forge: Forge) -> None:
    waiver = "accepted:\n  - code: P002\n    reason: 没有关系\n    reviewer: s-ben\n"
    pull = forge.pull("anna").edit(SHELVES, ("图书上架", "图书上架 13812345678"))
    assert pull.add(SHELVES, waiver).refused() == [("C021", f"{SHELVES}.yaml:18")]


def test_what_nobody_may_waive(forge: Forge) -> None:
    waiver = "accepted:\n  - code: X002\n    reason: 以后再建\n    reviewer: s-ben\n"
    pull = forge.pull("ben").edit(SHELVES, ("team: readers", "team: reader"))
    codes = {code for code, _ in pull.add(SHELVES, waiver).refused()}
    assert {"X024", "X002"} <= codes


def test_somebody_approves_their_own(forge: Forge) -> None:
    """More hours than the cap allows, by the word of who writes them down."""
    pull = forge.pull("anna").add(SHELVES, "approved_by: s-anna\n")
    assert pull.refused() == [("X026", f"{SHELVES}.yaml:15")]


def test_an_objection_is_taken_away(forge: Forge) -> None:
    """While the notice runs, and with it the notice."""
    assert forge.pull("kim").remove("objections/o-20250409-4mn8p").refused() == [
        ("C018", "objections/o-20250409-4mn8p.yaml:1")
    ]


def test_a_notice_is_taken_away(forge: Forge) -> None:
    assert ("C018", "notices/contest-notice.yaml:1") in (
        forge.pull("kim").remove("notices/contest-notice").refused()
    )


def test_an_answer_is_changed_afterwards(main: Forge) -> None:
    first = main.pull("kim")
    first.add("objections/o-20250409-4mn8p", "answered_on: 2025-04-16\noutcome: upheld\n")
    main.merge(first.commit().push())
    pull = main.pull("kim").edit("objections/o-20250409-4mn8p", ("upheld", "not_upheld"))
    assert ("O401", "objections/o-20250409-4mn8p.yaml:9") in pull.refused()


def test_a_settled_correction_is_reverted(forge: Forge) -> None:
    pull = forge.pull("ben").remove("corrections/c-20250412-6qr2s")
    assert pull.refused() == [("L002", "corrections/c-20250412-6qr2s.yaml:1")]


def test_a_step_is_verified_by_who_took_the_request(forge: Forge) -> None:
    verified = """\
  - step: verified
    at: 2025-04-19T09:30
    by: s-ben
"""
    pull = forge.pull("anna").write("needs/n-20250419-4mn8p", NEED + verified)
    assert pull.refused() == [("C015", "needs/n-20250419-4mn8p.yaml:14")]


def test_a_project_leaps(forge: Forge) -> None:
    pull = forge.pull("anna").edit("projects/corner", ("status: posted", "status: completed"))
    assert ("C001", "projects/corner.yaml:7") in pull.refused()
