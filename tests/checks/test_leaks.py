"""The leak scanner over whole records: which fields it reads, and how sure it is of a person."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongshi.checks.leaks import worth_looking_at
from gongshi.checks.numbers import fold
from gongshi.checks.run import CheckResult

Checked = Callable[..., CheckResult]

NOTICE = (
    "id: demo-notice\nbasis: local\nname: 公示\nplace: demo\nissued_by: demo-office\n"
    "from: 2024-03-01\nto: 2024-03-08\nchannel: {channel}\n"
)
PROFILE = (
    "id: demo-person\nbasis: local\nname: 冯某良\nplace: demo\nstanding: reported\n"
    "deeds:\n  - text: {text}\nconsent:\n  given_on: 2024-02-01\n  means: written\n"
    "  scope: {scope}\n"
)
HONOR = (
    "id: demo-best\nbasis: local\nname: 优秀志愿者\nrecipient: {recipient}\nlevel: county\n"
    "granted_by:\n  - demo-office\ngranted_on: 2024-12-05\nsummary: {summary}\n"
)
CAMPAIGN = "id: {id}\nbasis: local\nname: 春风行动\nplace: demo\nsummary: {summary}\n"


def found(result: CheckResult) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in result.findings]


def test_an_organisation_s_contact_may_hold_phone_and_address(checked: Checked) -> None:
    channel = "13800138000，office@example.com"
    assert found(checked({"notices/demo-notice": NOTICE.format(channel=channel)})) == []


def test_no_contact_may_hold_an_id_number(checked: Checked) -> None:
    channel = "'119999900101123'"
    result = checked({"notices/demo-notice": NOTICE.format(channel=channel)})
    assert found(result) == [("P001", "/channel")]


def test_an_id_is_published_too(checked: Checked) -> None:
    text = CAMPAIGN.format(id="zhang-13800138000", summary="读书")
    assert found(checked({"campaigns/zhang-13800138000": text})) == [("P002", "/id")]


def test_closed_fields_are_not_read(checked: Checked) -> None:
    text = PROFILE.format(text="组织读书会", scope="电话13800138000")
    assert found(checked({"profiles/demo-person": text})) == []


@pytest.mark.parametrize(
    ("recipient", "summary", "codes"),
    [
        ("demo-person", "身患重病仍坚持服务", ["P005"]),
        ("demo-lamp", "身患重病仍坚持服务", []),
        ("demo-lamp", "长期关爱残疾人", []),
        ("demo-person", "长期关爱残疾人", []),
    ],
)
def test_an_honor_of_a_person_describes_a_person(
    checked: Checked, recipient: str, summary: str, codes: list[str]
) -> None:
    files = {
        "profiles/demo-person": PROFILE.format(text="组织读书会", scope="姓名"),
        "honors/demo-best": HONOR.format(recipient=recipient, summary=summary),
    }
    assert [code for code, _ in found(checked(files))] == codes


def test_a_name_known_anywhere_is_known_everywhere(checked: Checked, world: Path) -> None:
    team = (world / "records/teams/demo-lamp.yaml").read_text("utf-8")
    text = "冯示良身患重病"
    campaign = {"campaigns/demo-spring": CAMPAIGN.format(id="demo-spring", summary=text)}
    assert found(checked(campaign)) == [("P006", "/summary")]
    leader = team.replace("founded:", "leader: 冯示良\nfounded:")
    assert found(checked({"teams/demo-lamp": leader})) == [("P005", "/summary")]


def test_what_a_text_says_of_one_person_is_one_finding(checked: Checked) -> None:
    text = "张示例是低保户，患糖尿病、高血压。李示例家要一袋米。"
    result = checked({"campaigns/demo-spring": CAMPAIGN.format(id="demo-spring", summary=text)})
    assert [each.code for each in result.findings] == ["P006", "P006"]
    said = {each.args["name"]: each.args["words_zh"] for each in result.findings}
    assert said.keys() == {"张示例", "李示例"}
    assert said["张示例"] == "低保、糖尿病、高血压"


@pytest.mark.parametrize(
    "text",
    [
        "电话１３８００１３８０００",
        "电话138　0013　8000",
        "电话①③⑧⓪⓪①③⑧⓪⓪⓪",
        "信箱ａ＠ｅｘａｍｐｌｅ.com",
        "信箱a@example.com",
        "张示例患⾼⾎压",
    ],
)
def test_no_guise_of_a_character_hides_anything(checked: Checked, text: str) -> None:
    result = checked({"campaigns/demo-spring": CAMPAIGN.format(id="demo-spring", summary=text)})
    assert len(result.findings) == 1


def test_every_character_that_folds_to_another_is_looked_at() -> None:
    """But for punctuation, which makes no number, address or word."""
    worth = re.compile(worth_looking_at())
    missed = [
        character
        for character in map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)])
        if any(each.isalnum() or each == "@" for each in fold(character))
        and fold(character) != character
        and not worth.search(character)
    ]
    assert missed == []


@pytest.mark.parametrize("number", ["🯱🯳800138000", "13800138０００", "１３８-0013-8000"])
def test_a_text_in_many_places_is_told_in_each(checked: Checked, number: str) -> None:
    files = {
        f"campaigns/demo-{each}": CAMPAIGN.format(id=f"demo-{each}", summary=f"电话{number}")
        for each in "abc"
    }
    result = checked(files)
    assert found(result) == [("P002", "/summary")] * 3
    assert len({each.file for each in result.findings}) == 3


NEED = (
    "id: n-20240314-3mt8w\nbasis: local\nsummary: {summary}\nplace: demo\nunit: demo-station\n"
    "category: repair\nchannel: counter\nevents:\n"
    "  - step: requested\n    at: 2024-03-14T15:20\n    by: s-demo-01\n"
)


@pytest.mark.parametrize(
    ("summary", "codes"),
    [
        ("修厨房水龙头", set()),
        ("想要一副老花镜", set()),
        ("放学后有人陪写作业", set()),
        ("给低保户修灯", {"P005"}),
        ("给独居老人送午饭", {"P005"}),
        ("代买降压药", {"P005"}),
        ("80岁老人理发", {"P005"}),
        ("帮张阿姨修水龙头", {"O019"}),
        ("帮李桂兰家送药", {"O019"}),
        ("老王家换纱窗", {"O019"}),
        ("3栋2单元换楼道灯", {"O019"}),
        ("５０１室换灯泡", {"O019"}),
        ("明珠花园8－2－301换锁", {"O019"}),
        ("阳光里丙座修门锁", {"O019"}),
        ("解放路25号修水管", {"O019"}),
        ("二楼东户修锁", {"O019"}),
        ("刘家修水管", {"O019"}),
        ("张某家修灯", {"O019"}),
        ("小明想要书包", {"O019"}),
        ("加微信 laoli8866 联系", {"O019"}),
        ("联系0578-5523359", {"O019"}),
        ("请打一三八一二三四五六七八", {"O019"}),
        ("联系13812345678", {"P002"}),
        ("给一位九旬邻居理发", {"P005"}),
        ("孕妇要人陪同", {"P005"}),
        ("想要500元买冬衣", {"O021"}),
        ("交不起学费，求捐款", {"O021"}),
        ("想要红包", {"O021"}),
        ("讲元宵故事", set()),
        ("学防网络转账骗局", set()),
        ("问清学费减免怎样申请", set()),
        ("做小明信片", set()),
        ("想要一本2024年日历", set()),
        ("给大家送凉茶", set()),
    ],
)
def test_a_need_says_what_is_to_be_done_and_nothing_of_whose_it_is(
    checked: Checked, summary: str, codes: set[str]
) -> None:
    """Even words for people in general, which a campaign may use, are of one household here."""
    result = checked({"needs/n-20240314-3mt8w": NEED.format(summary=summary)})
    assert {code for code, pointer in found(result) if pointer == "/summary"} == codes
    campaign = CAMPAIGN.format(id="spring", summary="关爱独居老人和低保户，募捐500元")
    assert found(checked({"campaigns/spring": campaign, "needs/n-20240314-3mt8w": None})) == []


def test_a_phone_is_told_once_and_never_whole(checked: Checked) -> None:
    for number, code in (("13812345678", "P002"), ("0578-5523359", "O019")):
        text = NEED.format(summary=f"修水管 {number}")
        (finding,) = [
            each
            for each in checked({"needs/n-20240314-3mt8w": text}).findings
            if each.pointer == "/summary"
        ]
        assert finding.code == code
        assert number not in str(finding.args)
