"""Only the exact text under our method's key, signed by Alipay, is ever read."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.alipay import keys
from tbo.alipay.envelope import verified_text
from tbo.alipay.trouble import OutcomeUnknown

METHOD = "alipay.trade.query"
INNER = '{"code":"10000","subject":"长安\\/夜行 \\"}","n":[1,{"sign":"x"}]}'


@pytest.fixture(scope="session")
def read(alipay_key):
    return lambda raw: verified_text(raw.encode() if isinstance(raw, str) else raw, METHOD, alipay_key.public_key())


@pytest.fixture(scope="session")
def signature(alipay_key):
    return keys.sign(alipay_key, INNER)


def test_the_inner_text_comes_back_exactly_as_it_was_signed(read, signature):
    assert read(f'{{"alipay_trade_query_response":{INNER},"sign":"{signature}"}}') == INNER


@pytest.mark.parametrize(
    "form",
    [
        '{{"sign":"{sign}","alipay_trade_query_response":{inner}}}',
        '\r\n{{ "alipay_trade_query_response" :\r\n{inner}\r\n,\t"sign" : "{sign}" }}\n',
        '{{"alipay_trade_query_response":{inner},"alipay_cert_sn":"ab12","sign":"{sign}"}}',
    ],
)
def test_order_blanks_and_further_fields_do_not_matter(read, signature, form):
    assert read(form.format(inner=INNER, sign=signature)) == INNER


@pytest.mark.parametrize(
    "form",
    [
        '{{"alipay_trade_query_response":{inner}}}',
        '{{"alipay_trade_query_response":{inner},"sign":""}}',
        '{{"alipay_trade_query_response":{inner},"sign":null}}',
        '{{"alipay_trade_query_response":{inner},"sign":["{sign}"]}}',
        '{{"alipay_trade_query_response":{inner} ,"sign":"{sign}x"}}',
        '{{"alipay_trade_close_response":{inner},"sign":"{sign}"}}',
        '{{"error_response":{inner},"sign":"{sign}"}}',
        '{{"error_response":{{"code":"40002","sub_code":"isv.invalid-signature"}}}}',
        '{{"x":{{"alipay_trade_query_response":{inner}}},"sign":"{sign}"}}',
        '{{"alipay_trade_query_response":{inner},"sign":"{sign}"}} {{}}',
        '{{"alipay_trade_query_response":{inner},"sign":"{sign}"',
        '{{"alipay_trade_query_response":{inner},"sign":"{sign}","sign":"{sign}"}}',
        '{{"alipay_trade_query_response":{{}},"alipay_trade_query_response":{inner},"sign":"{sign}"}}',
        '[{{"alipay_trade_query_response":{inner},"sign":"{sign}"}}]',
        "<html><body>502</body></html>",
        "{{}}",
        "",
        '{{1:2,"sign":"{sign}"}}',
    ],
)
def test_anything_else_is_an_unknown_outcome(read, signature, form):
    with pytest.raises(OutcomeUnknown):
        read(form.format(inner=INNER, sign=signature))


def test_deep_nesting_huge_numbers_and_gbk_are_an_unknown_outcome(read, signature):
    answer = f'{{"alipay_trade_query_response":{INNER},"sign":"{signature}"}}'
    for raw in [answer.encode("gbk"), b"{" + b'"a":[' * 100_000, b'{"a":' + b"1" * 100_000 + b"}", b"\xef\xbb\xbf{}"]:
        with pytest.raises(OutcomeUnknown):
            read(raw)


def test_a_signed_text_that_is_no_object_is_an_unknown_outcome(read, alipay_key):
    with pytest.raises(OutcomeUnknown):
        read(f'{{"alipay_trade_query_response":"10000","sign":"{keys.sign(alipay_key, chr(34) + "10000" + chr(34))}"}}')


def test_an_unsigned_refusal_is_named_in_the_log_but_nothing_else_of_it(read):
    claim = json.dumps({"error_response": {"code": "40002", "sub_code": "isv.\n<b>", "sub_msg": "buyer 138…"}})
    with pytest.raises(OutcomeUnknown, match=r"claims 40002 \?$"):
        read(claim)


@given(st.data())
def test_no_mutated_answer_is_taken_for_another(read, signature, data):
    answer = f'{{"alipay_trade_query_response":{INNER},"sign":"{signature}"}}'.encode()
    place = data.draw(st.integers(0, len(answer) - 1))
    mutated = answer[:place] + data.draw(st.binary(max_size=3)) + answer[place + data.draw(st.integers(0, 3)) :]
    with suppress(OutcomeUnknown):
        assert read(mutated) == INNER


@given(raw=st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(read, raw):
    with pytest.raises(OutcomeUnknown):
        read(raw)
