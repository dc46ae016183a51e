"""Styles are built smaller, and a browser reads the same rules from them."""

import json
import re

import pytest

from tbo.web import asset_build

RULES = (
    "(text) => { const s = new CSSStyleSheet(); s.replaceSync(text); return [...s.cssRules].map((r) => r.cssText); }"
)


@pytest.mark.once
def test_a_browser_reads_the_same_rules_from_a_built_style(browser):
    built = asset_build.build()
    names = json.loads((built / asset_build.MANIFEST).read_text())
    styles = [name for name in names if name.startswith("css/")]
    page = browser.new_page()
    for name in styles:
        written, small = (asset_build.SOURCE / name).read_text(), (built / names[name]).read_text()
        assert len(small) < len(written)
        rules = spaced_alike(page.evaluate(RULES, written))
        assert rules
        assert spaced_alike(page.evaluate(RULES, small)) == rules, name
    page.close()
    assert len(styles) > 10


def spaced_alike(rules: list[str]) -> list[str]:
    """What names a variable is kept as it was typed: lines, and spaces after commas and colons, mean nothing.

    What names a file names it with its digest once it is built.
    """
    plain = (re.sub(r"([,:]) ", r"\1", re.sub(r"\s+", " ", rule)) for rule in rules)
    return [re.sub(r"-[0-9a-f]{16}(?=\.\w+[\"')])", "", rule) for rule in plain]
