"""Words that are marked are found again in HTML, and nowhere is a mark left."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from tbo.rules.marked_words import BEGIN, END, MIDDLE, marked, replaced, unmarked

MARKS = {BEGIN, MIDDLE, END}


def drawn(key: str, words: str) -> str:
    return f"[{key}|{words}]"


def test_words_between_tags_are_replaced_and_those_within_a_tag_lose_their_mark():
    html = f'<h2 title="{marked("b1.a", "one")}">{marked("b1.a", "one")}</h2><p>{marked("b2.c", "two")} more</p>'
    assert replaced(html, drawn) == '<h2 title="one">[b1.a|one]</h2><p>[b2.c|two] more</p>'


def test_html_without_marks_stays_as_it_is():
    assert replaced("<p>plain</p>", drawn) == "<p>plain</p>"


@given(st.text(alphabet=st.characters() | st.sampled_from(sorted(MARKS)), max_size=30), st.booleans())
def test_whatever_is_typed_comes_out_as_typed_without_marks(text, is_cut):
    plain = "".join(char for char in text if char not in MARKS)
    held = marked("b1.text.en", text)
    assert unmarked(held) == plain
    assert replaced(f"<p>{escape(held)}</p>", drawn) == f"<p>[b1.text.en|{escape(plain)}]</p>"
    if is_cut:
        assert not MARKS & set(replaced(f"<p>{escape(held[:-1])}</p>", drawn))
