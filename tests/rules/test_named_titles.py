"""Words that name a title, and whom they may not be said to."""

import pytest

from tbo.rules.access import VISITOR, ProfileFacts
from tbo.rules.named_titles import as_compared, is_named, is_narrowed


def names(name: str, text: str) -> bool:
    return is_named(as_compared(name), as_compared(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("参宿以西", "今晚看参宿以西吧"),
        ("参宿以西", "《参宿\u200b以西》"),
        ("参宿以西", "**参宿**以西"),
        ("重名", "他写的《重名》"),
        ("还灯", "还灯"),
        ("家", "今晚《家》"),
        ("家", "家"),
        ("Tide Tables", "TIDE  TABLES tonight"),
        ("Tide Tables", "Ｔｉｄｅ Tables!"),
        ("Trades", "看Trades去"),
        ("Trades", "our trades."),
        ("It", "watch “It” tonight"),
        ("Höhe 4700", "die Höhe 4700:"),
        ("west-of-orion", "[去看](/titles/west-of-orion)"),
        ("west-of-orion", "title:west-of-orion/1/2"),
        ("west-of-orion", "west-of-orion-premiere"),
        ("Orion", "Orions, then Orion"),
    ],
)
def test_a_title_is_named(name, text):
    assert names(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("参宿以西", "参宿以东"),
        ("家", "全家一起看"),
        ("It", "it is late"),
        ("Trades", "tradesmen and Handelstrades"),
        ("Höhe 4700", "die Höhe 47001"),
        ("Tide Tables", "Tide and tables"),
        ("", "anything"),
    ],
)
def test_a_title_is_not_named(name, text):
    assert not names(name, text)


@pytest.mark.parametrize(
    "profile",
    [
        ProfileFacts("child", 18),
        ProfileFacts("teen", 16),
        ProfileFacts("adult", 17),
        ProfileFacts("adult", 18, frozenset({"west-of-orion"})),
    ],
)
def test_some_titles_may_not_exist_for_a_child_under_a_cap_and_where_some_are_put_away(profile):
    assert is_narrowed(profile)


def test_every_title_exists_for_anybody_else():
    assert not is_narrowed(VISITOR)
    assert not is_narrowed(ProfileFacts("teen", 18))
