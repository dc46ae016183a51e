"""The content of the demo shop speaks every language of the shop."""

import pytest

from tbo.demo.content import FOLDER, content

from ..support.browser import Browser

LANGUAGES = {"zh-Hans", "en", "de"}


def texts(found, place=""):
    """Yield (place, text by language) for everything that is said in Chinese."""
    if isinstance(found, dict):
        if "zh-Hans" in found:
            yield place, found
        for key, each in found.items():
            yield from texts(each, f"{place}/{key}")
    elif isinstance(found, list):
        for number, each in enumerate(found):
            yield from texts(each, f"{place}/{number}")


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_what_is_said_in_chinese_is_said_in_english_and_german(name):
    assert [place for place, said in texts(content(name)) if LANGUAGES - {k for k, v in said.items() if v}] == []


@pytest.mark.parametrize(("prefix", "said"), [("/en", "The sale runs until"), ("/de", "Die Aktion läuft bis")])
def test_a_countdown_of_the_demo_reads_as_one_sentence(shop, prefix, said):
    told = Browser(shop).page(f"{prefix}/l/shuang11").select_one(".countdown")
    assert " ".join(told.get_text(" ").split()).startswith(said)
