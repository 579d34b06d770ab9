"""Numbers that lead to one person are found in every guise, and other numbers are left alone.

All numbers here are made up: the IDs have a district that does not exist.
"""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.checks.numbers import BANK_CARD, EMAIL, MOBILE, RESIDENT_ID, traces

WIDE = str.maketrans("0123456789X-@.", "０１２３４５６７８９Ｘ－＠．")


def id18(body: str) -> str:
    """A resident ID number with the check digit that the standard's weights give."""
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


def luhn(body: str) -> str:
    """A card number with its check digit, by counting rather than by formula."""
    for last in "0123456789":
        digits = [int(digit) for digit in body + last]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
        if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0:
            return body + last
    raise AssertionError


ID = id18("11999919000101000")
CARD = luhn("629999999999999999")


def found(text: str) -> list[str]:
    return [trace.code for trace in traces(text)]


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"证件号{ID}。",
        f"（{ID}）",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        f"{ID[:6]}—{ID[6:14]}—{ID[14:]}",
        ID.translate(WIDE),
        id18("11999919900228000").lower(),
        "119999900101123",
        "119999 900101 123",
        f"2016 {ID}",
    ],
)
def test_resident_ids(text: str) -> None:
    assert found(text) == [RESIDENT_ID]


@pytest.mark.parametrize(
    "text",
    [
        ID[:-1] + ("0" if ID[-1] != "0" else "1"),
        id18("11999919000230000"),
        id18("20999919000101000"),
        id18("11999918000101000"),
        "a" + ID,
        ID + "7",
        "119999901301123",
        "209999900101123",
        "913300007000000012",
    ],
)
def test_what_only_looks_like_a_resident_id(text: str) -> None:
    assert RESIDENT_ID not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "电话：13800138000转2",
        "+8613800138000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "138-0013-8000",
        "138 001 38000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "13800138000".translate(WIDE),
        "138－0013－8000",
        "热线0578-5050505，13800138000",
    ],
)
def test_mobiles(text: str) -> None:
    assert found(text) == [MOBILE]


@pytest.mark.parametrize(
    "text",
    [
        "0578-5050505",
        "400-800-8000",
        "12345678901",
        "138001380001",
        "1380013800",
        "发布项目593 1867 490 1348",
        "1949-1978-2018",
        "累计13900000000步",
        "浙民〔2016〕138号",
        "a-20260315-7kq2m",
        "d-20260315-13800",
        "g-20260315-0a1b2",
        "2015-12-30 2016-02-26",
        "07:30-11:30 14:00-17:00",
        "统一社会信用代码91330000MA27U00000",
    ],
)
def test_what_is_no_trace(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        f"卡号{CARD}",
        " ".join(CARD[at : at + 4] for at in range(0, 19, 4)),
        CARD.translate(WIDE),
        luhn("629999999999999"),
        luhn("499999999999999"),
    ],
)
def test_bank_cards(text: str) -> None:
    assert found(text) == [BANK_CARD]


@pytest.mark.parametrize(
    "text",
    [
        CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
        luhn("129999999999999"),
        CARD + "0",
        luhn("62999999"),
    ],
)
def test_what_is_no_bank_card(text: str) -> None:
    assert BANK_CARD not in found(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("来信zhangsan@example.com。", "z*******@example.com"),
        ("ａ．ｂ＠ｅｘａｍｐｌｅ．ｃｏｍ", "a**@example.com"),
        ("x@mail.example.gov.cn", "x@mail.example.gov.cn"),
    ],
)
def test_addresses(text: str, masked: str) -> None:
    assert [(trace.code, trace.masked) for trace in traces(text)] == [(EMAIL, masked)]


@pytest.mark.parametrize("text", ["＠老李帮忙团", "微博@雷锋", "a@b", "v1.2@3", "每人@一次"])
def test_what_is_no_address(text: str) -> None:
    assert found(text) == []


def test_a_number_is_one_trace_and_is_not_repeated() -> None:
    text = f"{ID}，13800138000，{CARD}，zhangsan@example.com"
    assert [trace.code for trace in traces(text)] == [RESIDENT_ID, MOBILE, BANK_CARD, EMAIL]
    assert not any(
        secret in trace.masked for trace in traces(text) for secret in (ID[6:], CARD[6:])
    )


@given(st.binary(max_size=40))
def test_checksums_are_left_alone(data: bytes) -> None:
    """Runs of digits inside a hexadecimal checksum are no numbers of their own."""
    digest = hashlib.sha256(data).hexdigest()
    if not digest.isdigit():
        assert found(digest) == []


@given(st.text(alphabet="0123456789 -Xx年月@.元，", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for trace in traces(text):
        assert "*" in trace.masked or trace.code == EMAIL
