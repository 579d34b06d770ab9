"""Words about illness and hardship are found beside a person, and let alone beside people.

The sentences are made up, or planted from the source texts to see that they would be caught
(domain.md 4.9, item 7); no record holds them.
"""

from __future__ import annotations

import duckdb
import pytest

from gongshi.checks.sensitive import NEED, Reader, title_of, word_list, worth_reading

BLANK = Reader([], [])
KNOWING = Reader(
    ["冯良才", "吕秋红", "黄亚涛"], ["少数民族老干部志愿者队伍", "某某区残疾人康复中心"]
)

NAMED = [
    ("李玉芬家要一袋大米", "李玉芬", {NEED}),
    ("宋德珍家孩子学习的电脑显示屏坏了", "宋德珍", {NEED}),
    ("王奎先老胃病犯了得买药", "王奎先", {"illness"}),
    ("南营社区80岁的回族离休干部冯良才", "冯良才", {"age", "ethnicity"}),
    ("向阳社区居民胡美华感谢志愿者每周上门为母亲更换尿管", "胡美华", {"illness"}),
    ("为低保户王小明送去大米", "王小明", {"hardship"}),
    ("张三患有糖尿病，需要送药", "张三", {"illness"}),
    ("村民赵铁柱因残疾行动不便", "赵铁柱", {"disability"}),
    ("看望独居老人刘桂兰", "刘桂兰", {"hardship"}),
    ("刘桂兰是低保户", "刘桂兰", {"hardship"}),
    ("孤儿李小花今年９岁", "李小花", {"hardship", "age"}),
    ("李玉芬，女，75岁，独自生活", "李玉芬", {"age"}),
    ("残疾人张伟家的水管坏了", "张伟", {"disability"}),
    ("空巢老人周秀英患高血压", "周秀英", {"hardship", "illness"}),
    ("欧阳修文家里没有米了", "欧阳修文", {NEED}),
]


@pytest.mark.parametrize(("text", "name", "groups"), NAMED)
def test_what_looks_like_a_name_is_a_guess(text: str, name: str, groups: set[str]) -> None:
    hits = BLANK.hits(text, describes_person=False)
    assert {hit.group for hit in hits} == groups
    assert {hit.name for hit in hits} == {name}


@pytest.mark.parametrize(("text", "name", "groups"), NAMED)
def test_a_known_name_is_certain(text: str, name: str, groups: set[str]) -> None:
    hits = Reader([name], []).hits(text, describes_person=False)
    assert {hit.group for hit in hits} == groups
    assert {hit.name for hit in hits} == {None}


def test_the_engine_passes_over_nothing_that_would_be_found() -> None:
    said = ["五十多岁", "八旬高龄", "生于1950年", "1950年3月出生", "犯了病", "肾脑病", "土家族"]
    said += [word for spec in word_list()["groups"].values() for word in spec.get("person", ())]
    texts = [text for text, _, _ in NAMED] + said
    for text in texts:
        assert BLANK.hits(text, describes_person=True) != []
        found = duckdb.execute("SELECT regexp_matches(?, ?)", [text, worth_reading()]).fetchone()
        assert found == (True,), text


GENERAL = [
    "关爱残疾人、空巢老人和留守儿童",
    "对特困孤寡老人、病人及残疾人和特困学生进行结对帮扶",
    "为残疾人提供生活照料、医疗保健、健康咨询等服务",
    "区残疾人联合会、残联、肢残人协会",
    "免费为60岁以上老人量血压，宣传高血压知识",
    "帮助困难家庭维修水电",
    "康复治疗、慢性病诊疗等义诊服务",
    "开展扶贫帮困、助残助学、关爱农民工子女",
    "每月为独居老人送餐",
    "本社区有低保户12户",
    "走访慰问辖区残疾人家庭30户",
    "服务于黔西南布依族苗族自治州安龙县的村民",
    "高龄独居老人可以一键呼叫",
    "金秋助学，资助贫困学生",
    "马上为困难群众排忧解难",
    "何时能关注失独家庭",
    "白云社区独居老人服务队",
    "黄河社区残疾人之家",
    "于都县留守儿童",
    "牵头成立少数民族老干部志愿者队伍",
    "送到某某区残疾人康复中心",
    "给王某家的老人送药，王某某是低保户",
]


@pytest.mark.parametrize("text", GENERAL)
def test_people_in_general_are_not_flagged(text: str) -> None:
    assert KNOWING.hits(text, describes_person=False) == []


@pytest.mark.parametrize("text", GENERAL[:-1])
def test_whom_a_person_served_is_not_what_the_person_is(text: str) -> None:
    assert KNOWING.hits(text, describes_person=True) == []
    assert KNOWING.hits(f"吕秋红说：{text}", describes_person=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "吕秋红关爱残疾人",
        "吕秋红每月为独居老人送餐",
        "吕秋红和队员看望残疾人",
        "向残疾人伸出手的吕秋红",
    ],
)
def test_a_name_next_to_whom_it_served(text: str) -> None:
    assert KNOWING.hits(text, describes_person=False) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("她是一名残疾人", ["残疾"]),
        ("身残志坚，坐轮椅参加服务", ["轮椅"]),
        ("本人是低保户", ["低保"]),
        ("今年八十岁，回族", ["八十岁", "回族"]),
        ("年近古稀，信佛", ["年近古稀", "信佛"]),
        ("为一位85岁独居老人放下降压药", ["85岁", "独居", "降压药"]),
    ],
)
def test_in_a_person_s_record(text: str, words: list[str]) -> None:
    assert [hit.word for hit in BLANK.hits(text, describes_person=True)] == words


def test_a_known_name_counts_in_its_paragraph_only() -> None:
    text = "吕秋红上门送菜。\n为一位85岁独居老人放下降压药。"
    assert KNOWING.hits(text, describes_person=False) == []
    assert KNOWING.hits(text.replace("\n", ""), describes_person=False) != []


def test_an_organisation_s_own_name_is_read_and_hides_nothing_of_itself() -> None:
    reader = Reader([], ["赵铁柱患糖尿病互助队"])
    assert reader.hits("赵铁柱患糖尿病互助队", describes_person=False) != []


def test_every_group_has_titles_in_both_languages() -> None:
    for group in [*word_list()["groups"], NEED]:
        assert title_of(group)["zh"]
        assert title_of(group)["en"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王秀英，患癌症，住院", "王秀英"),
        ("看望患癌症的王秀英老人", "王秀英"),
        ("志愿者刘芳说，她患抑郁症多年", "刘芳"),
        ("老王得了糖尿病", "老王"),
    ],
)
def test_a_name_that_no_record_holds_is_told_by_what_stands_around_it(text: str, name: str) -> None:
    hits = BLANK.hits(text, describes_person=False)
    assert {hit.name for hit in hits} == {name}


@pytest.mark.parametrize("text", ["温江区低保户慰问", "老区贫困群众帮扶", "帮助的困难老人"])
def test_a_place_or_people_in_general_are_no_name(text: str) -> None:
    assert BLANK.hits(text, describes_person=False) == []
