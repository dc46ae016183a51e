"""A subject never holds what could re-cut a signed text, and still reads like the title."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.alipay.subjects import LONGEST_SUBJECT, safe_subject


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("长安夜行 第 2 集", "长安夜行 第 2 集"),
        ('Tom & Jerry = 100% <b>"fun"</b> \'n more/less +1', "Tom Jerry 100 b fun b n more less 1"),
        ("x&total_amount=99.00&y=", "x total_amount 99.00 y"),
        ("第一行\r\n第二行\t\u0000\u202e", "第一行 第二行"),
        ("过年 🧨 回家", "过年 回家"),
        ("  two   spaces ", "two spaces"),
        ("Füchse: Staffel 1 (Film)", "Füchse: Staffel 1 (Film)"),
        ("&&&", "TBO"),
        ("", "TBO"),
        ("\ud800", "TBO"),
    ],
)
def test_titles_are_cleaned(title, subject):
    assert safe_subject(title) == subject


def test_a_long_title_is_cut_without_a_blank_end():
    assert safe_subject("长" * 63 + " 安") == "长" * 63


@given(st.text())
def test_no_title_can_cut_a_signed_text_or_be_empty(title):
    subject = safe_subject(title)
    assert not set("&=/+%<>\"'") & set(subject)
    assert not any(unicodedata.category(character).startswith("C") for character in subject)
    assert 0 < len(subject) <= LONGEST_SUBJECT
    assert subject == safe_subject(subject)
