"""Words of pages: prices that were typed are found, those that are filled in are true, and nothing hides in text."""

import pytest

from tbo.rules.page_differences import Change, differences
from tbo.rules.page_words import cleaned, filled, length, names_price, offers_in, room, typed_price


@pytest.mark.parametrize(
    "text",
    [
        "只要 ¥9.90",
        "￥ 9",
        "9.9元",
        "１９元",
        "19 块钱",
        "九块钱",
        "十九元",
        "CNY 5",
        "5 yuan",
        "19,00 ¥",
        "€3",
        "$ 4",
        "12RMB",
        "只要 **19** 元",
        "¥**9.90**",
        "19 _元_",
        "&yen;9.90",
        "¥\u200d9",
        "¥\u034f9",
        "9块9",
    ],
)
def test_a_typed_price_is_found(text):
    assert typed_price(text)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("年卡只要 ¥148.00。", "¥148.00"),
        ("for CNY 1,980 a year", "CNY 1,980"),
        ("€ 19,00, nur heute", "€ 19,00"),
        ("只要 **19.90** 元", "19.90 元"),
        ("一杯茶 9块90", "9块90"),
    ],
)
def test_a_typed_price_is_quoted_whole(text, price):
    assert typed_price(text) == price


@pytest.mark.parametrize(
    "text",
    [
        "{plan:monthly} 一个月",
        "第 19 集",
        "4 块屏同时看",
        "2026 年 11 月 11 日",
        "一元素",
        "上元夜",
        "三元宵",
        "B4 yuanxiao",
    ],
)
def test_what_is_no_price_is_left_alone(text):
    assert typed_price(text) is None


def test_a_price_is_filled_in_and_a_sentence_without_its_offer_is_not_said():
    text = "{plan:monthly} 一个月，{episode:a-b/1/2} 一集"
    assert offers_in(text) == ["plan:monthly", "episode:a-b/1/2"]
    assert names_price(text)
    assert filled(text, {"plan:monthly": "¥19.00", "episode:a-b/1/2": "¥4.00"}.get) == "¥19.00 一个月，¥4.00 一集"
    assert filled(text, {"plan:monthly": "¥19.00"}.get) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  灯 \t 亮 ", "灯 亮"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u200bb\ufeff", "ab"),
        ("a\x00\x07b", "ab"),
        ("e\u0301", "é"),
        ("\ud800", ""),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_nothing_hides_in_text(typed, kept):
    assert cleaned(typed) == kept


def test_lines_stay_where_a_text_has_lines():
    assert cleaned(" a\r\nb\n", lines=True) == "a\nb"
    assert cleaned("a\nb") == "a b"
    assert cleaned("a\tb", lines=True) == "a\tb"


def test_a_price_that_is_filled_in_counts_as_six_characters():
    assert length("{plan:monthly} 起") == 8
    assert length("起") == 1


def test_latin_letters_have_twice_the_room():
    assert (room(24, "zh-Hans"), room(24, "en")) == (24, 48)


def document(*blocks):
    return {"page": {}, "blocks": [{"code": code, "type": "quote", "props": props} for code, props in blocks]}


def test_a_difference_names_the_fewest_blocks():
    before = document(("b1", {}), ("b2", {"text": {"en": "old"}}), ("b3", {}), ("b4", {}))
    after = document(("b4", {}), ("b1", {}), ("b2", {"text": {"en": "new"}}), ("b5", {}))
    found = {each.code: each for each in differences(before, after)}
    assert {code: each.change for code, each in found.items()} == {
        "b4": Change.MOVED,
        "b2": Change.CHANGED,
        "b5": Change.ADDED,
        "b3": Change.REMOVED,
    }
    assert found["b2"].fields == (("text.en", "old", "new"),)
    assert differences(before, before) == []


def test_a_difference_of_lists_and_numbers_is_said_as_text():
    before = document(("b1", {"tags": ["a", "b"], "count": 2, "text": None}))
    after = document(("b1", {"tags": ["a"], "count": 3, "text": "new"}))
    (found,) = differences(before, after)
    assert found.fields == (("tags", "a, b", "a"), ("count", "2", "3"), ("text", "", "new"))
