"""Every sentence of the shop is said in English and German, with the same placeholders, from a current catalogue."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale, gettext, pgettext

from tbo.web.locale import CATALOGUES, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%\w?")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def ids_of(catalogue):
    """Return (context, sentence) of all: the same words may be said in several senses."""
    return {(message.context, message.id) for message in catalogue if message.id}


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def words(language):
    """Yield (original, what is said) for every sentence and every plural form."""
    for message in catalogue_of(language):
        if message.id:
            yield from ((forms(message.id)[-1], said) for said in forms(message.string))


def catalogue_of(language):
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory):
    """What stands in code and templates now."""
    found = tmp_path_factory.mktemp("translations") / "messages.pot"
    mapping = ROOT / "babel.cfg"
    CommandLineInterface().run(["pybabel", "-q", "extract", "-F", str(mapping), "-o", str(found), str(ROOT)])
    with found.open("rb") as file:
        return ids_of(read_po(file))


@pytest.mark.parametrize("language", PREFIXES)
def test_the_catalogue_holds_the_sentences_of_code_and_templates(language, sentences):
    known = ids_of(catalogue_of(language))
    assert not sentences - known, "run `make translations` and translate these"
    assert not known - sentences, "run `make translations`: nobody says these any more"


def test_senses_of_the_same_words_are_found_in_templates_and_in_code(sentences):
    assert {(None, "正在看"), ("profile", "正在看"), ("role", "片库"), ("scope", "单集")} <= sentences


@pytest.mark.parametrize("language", PREFIXES)
@pytest.mark.parametrize(
    ("context", "words"),
    [
        ("profile", "正在看"),
        ("scope", "单集"),
        ("role", "片库"),
        ("button", "换一个"),
        ("list", "礼物"),
        ("list", "订单"),
        ("of a title", "会员可看"),
    ],
)
def test_the_same_words_are_said_as_they_are_meant(app, language, context, words):
    with force_locale(language):
        assert pgettext(context, words) != gettext(words)


@pytest.mark.parametrize("language", PREFIXES)
def test_no_sentence_is_left_untranslated_or_in_doubt(language):
    assert [original for original, said in words(language) if not said.strip()] == []
    assert [message.id for message in catalogue_of(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", PREFIXES)
def test_a_translation_keeps_every_placeholder(language):
    lost = [
        (original, said)
        for original, said in words(language)
        if sorted(PLACEHOLDER.findall(original)) != sorted(PLACEHOLDER.findall(said))
    ]
    assert lost == []


@pytest.mark.parametrize("language", PREFIXES)
def test_a_translation_speaks_its_own_language_and_calmly(language):
    assert [said for _, said in words(language) if CHINESE.search(said)] == []
    assert [said for _, said in words(language) if "!" in said or '"' in said or "..." in said] == []


@pytest.mark.parametrize("language", PREFIXES)
def test_no_line_can_begin_with_the_dot_between_two_facts(language):
    assert [said for _, said in words(language) if " · " in said] == []


def test_german_quotes_open_low():
    quotes = [said for _, said in words("de") if "„" in said or "“" in said or "”" in said]
    assert quotes
    assert [said for said in quotes if said.count("„") != said.count("“") or "”" in said] == []


@pytest.mark.parametrize("language", PREFIXES)
def test_the_compiled_catalogue_is_the_written_one(language):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue_of(language))
    found = (CATALOGUES / language / "LC_MESSAGES" / "messages.mo").read_bytes()
    assert found == compiled.getvalue(), "run `make translations`"


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/plans", "按月看，或者按集看"),
        ("/en/plans", "By the month or by the episode"),
        ("/de/plans", "Monatlich oder Folge für Folge"),
    ],
)
def test_a_page_speaks_the_language_of_its_address(client, address, heading):
    assert client.page(address).h1.get_text(strip=True) == heading
