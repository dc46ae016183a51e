"""Codes on the screen: one that is paid by is drawn once, one that opens something for long is not kept."""

from collections import Counter

import segno

from tbo.web.qr_codes import paying_qr_picture, qr_picture


def test_only_a_code_that_is_paid_by_is_kept(monkeypatch):
    drawn, really = Counter(), segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: drawn.update([text]) or really(text, **how))
    pictures = {draw("a code", "l") for draw in (paying_qr_picture, qr_picture) for _again in range(3)}
    assert len(pictures) == 1
    assert drawn["a code"] == 1 + 3
    assert paying_qr_picture("a code") != paying_qr_picture("another")
