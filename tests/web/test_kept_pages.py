"""The store of kept pages: bounded in bytes, the longest unused first to go."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tbo.web.encodings import packed, unpacked
from tbo.web.kept_pages import MANY, OVERHEAD, KeptPages, new_page

THEN = datetime(2026, 1, 1, tzinfo=UTC)


def made(plain: bytes, encoding: str = "gzip"):
    """A page of these bytes."""
    return new_page(1, (THEN, THEN), [("Content-Type", "text/html")], plain, encoding)


def test_the_longest_unused_page_goes_first():
    pages = KeptPages(3 * (OVERHEAD + 100))
    for name in "abc":
        pages.put(name, made(name.encode()))
    pages.get("a")
    pages.put("d", made(b"d"))
    assert [name for name in "abcd" if pages.get(name)] == ["a", "c", "d"]


def test_a_page_larger_than_all_is_not_kept():
    pages = KeptPages(OVERHEAD)
    pages.put("a", made(b"a"))
    assert len(pages) == 0
    assert pages.bytes == 0


def test_a_page_without_encoding_is_made_of_a_packed_one_and_not_kept():
    pages = KeptPages(10**6)
    page = made(b"words " * 500, encoding="")
    pages.put("a", page)
    assert pages.encoded("a", page, "").body == b"words " * 500
    assert list(page.bodies) == ["gzip"]


def test_a_page_that_many_ask_for_is_packed_better_once_and_says_the_same():
    pages, plain = KeptPages(10**6), b"".join(b"<a href=/titles/%d>%d</a>" % (n * n, n) for n in range(900))
    page = made(plain, "br")
    pages.put("a", page)
    bodies = [pages.encoded("a", page, "br").body for _ask in range(2 * MANY)]
    first, better = dict.fromkeys(bodies)
    assert bodies == [first] * (MANY - 1) + [better] * (MANY + 1)
    assert len(better) < len(first)
    assert unpacked(better, "br") == plain
    assert pages.encoded("a", page, "br").headers == [
        *page.headers,
        ("ETag", f'"{page.digest}-br"'),
        ("Content-Length", str(len(better))),
        ("Content-Encoding", "br"),
    ]


def test_gzip_is_packed_once_however_many_ask():
    pages, page = KeptPages(10**6), made(b"words " * 500)
    pages.put("a", page)
    first = pages.encoded("a", page, "gzip")
    assert all(pages.encoded("a", page, "gzip") is first for _ask in range(2 * MANY))


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 5), st.binary(max_size=3000)),
            st.tuples(st.just("get"), st.integers(0, 5), st.sampled_from(["", "gzip", "br"])),
        ),
        max_size=40,
    )
)
def test_the_store_weighs_what_it_holds_and_never_more_than_its_limit(steps):
    pages = KeptPages(4 * OVERHEAD)
    for step, key, what in steps:
        if step == "put":
            pages.put(key, made(what))
        elif (page := pages.get(key)) is not None:
            pages.encoded(key, page, what)
        assert pages.bytes == sum(page.size for page, _weight in pages._pages.values()) <= pages.limit


@given(st.binary(max_size=2000), st.sampled_from(["", "gzip", "br"]), st.booleans())
def test_what_was_packed_is_unpacked_to_the_same(plain, encoding, for_many):
    assert unpacked(packed(plain, encoding, for_many), encoding) == plain


def test_headers_that_shape_a_page_are_part_of_its_tag():
    other = new_page(1, (THEN, THEN), [("Content-Type", "text/plain")], b"a", "gzip")
    assert other.digest != made(b"a").digest
