"""Words on landing pages: what is cleaned out of them, prices that were typed, and places where a price is filled in.

A price is never typed: "{plan:monthly} a month" names the offer, and what it costs is filled in when the page is drawn.
"""

import html
import re
import unicodedata
from collections.abc import Callable

TOKEN = re.compile(r"\{(plan|episode|season|rental|gift|coupon):([A-Za-z0-9/_-]{1,120})\}")
# Amounts as people write them in our three languages, full-width signs and Chinese numerals included.
_AMOUNT = r"\d+(?:[.,]\d+)*"
_PRICE = re.compile(
    rf"[¥￥€$]\s*{_AMOUNT}"
    r"|\d[\d.,]*\s*(?:[¥￥€$]|元|块(?:钱|\d+)|角|(?:RMB|CNY|yuan|kuai|Euro)\b)"
    rf"|(?:RMB|CNY)\s*{_AMOUNT}"
    r"|[一二两三四五六七八九十百千零]+(?:块钱|元(?![素旦宵月气]))",
    re.IGNORECASE,
)
# Marks that turn the direction of text or cannot be seen; joiners inside words of other scripts stay.
_UNSEEN = frozenset("\u00ad\u200b\u200e\u200f\u2028\u2029\u2060\ufeff" + "\u202a\u202b\u202c\u202d\u202e")
# Markdown's marks, which may stand between an amount and its sign, and the joiner that is no format character.
_NOT_READ = frozenset("*_`\\~\u034f")
_UNSEEN_TOO = frozenset("\u2066\u2067\u2068\u2069")


def cleaned(text: str, lines: bool = False) -> str:
    """Return text as it is kept: composed, without control characters and marks that nobody sees."""
    kept = "".join(char for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")) if _is_kept(char, lines))
    return kept.strip() if lines else " ".join(kept.split())


def _is_kept(char: str, lines: bool) -> bool:
    if char == "\n":
        return True
    if char in _UNSEEN or char in _UNSEEN_TOO:
        return False
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn") or char == "\t"


def typed_price(text: str) -> str | None:
    """Return the first amount of money that stands typed in a text, None when there is none."""
    found = _PRICE.search(as_read(TOKEN.sub("", text)))
    return found.group(0) if found else None


def as_read(text: str) -> str:
    """Return text as it is read once it is drawn: entities resolved, without Markdown's marks and what joins unseen."""
    plain = unicodedata.normalize("NFKC", html.unescape(text))
    return "".join(char for char in plain if char not in _NOT_READ and unicodedata.category(char) != "Cf")


def names_price(text: str) -> bool:
    """Whether a text says what something costs, typed or filled in."""
    return TOKEN.search(text) is not None or typed_price(text) is not None


def offers_in(text: str) -> list[str]:
    """Return the offers that a text fills in, such as plan:monthly."""
    return [f"{kind}:{ref}" for kind, ref in TOKEN.findall(text)]


def filled(text: str, price_of: Callable[[str], str | None]) -> str:
    """Return the text with every price filled in; empty when one of its offers is not there any more."""
    prices = {ref: price_of(ref) for ref in offers_in(text)}
    if any(price is None for price in prices.values()):
        return ""
    return TOKEN.sub(lambda match: prices[f"{match[1]}:{match[2]}"] or "", text)


def length(text: str) -> int:
    """Return how many characters a text takes when it is drawn; a price that is filled in counts as six."""
    return len(TOKEN.sub("000.00", text))


def room(limit: int, tag: str) -> int:
    """Return how many characters fit where `limit` Chinese ones do: Latin letters are half as wide."""
    return limit if tag.startswith("zh") else limit * 2
