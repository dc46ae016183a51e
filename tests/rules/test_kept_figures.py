"""Figures and sets of the rules as they were promised: what changes here changes a promise, and says so in its commit.

Other tests ask what the rules make of these, at their ends, and take them from the rules: they would follow any change.
"""

from datetime import date, timedelta

import pytest

from tbo.rules import (
    access,
    addresses,
    age_presets,
    attribution,
    badges,
    billing_periods,
    books,
    coupons,
    experiments,
    fapiao,
    film_uploads,
    imported_codes,
    order_faces,
    order_states,
    page_calendar,
    page_steps,
    picture_frames,
    pins,
    plan_changes,
    positions,
    profiles,
    refund_window,
    renewal_prices,
    renewal_schedule,
    rights,
    screen_time,
    staff_rights,
    stream_token,
    streams,
    subscription_states,
    tax_numbers,
    touches,
    vouchers,
    word_differences,
)
from tbo.rules.money import Money

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIGURES = {
    addresses: {"LONGEST": 1000},
    age_presets: {"REMIND_EVERY": 30 * MINUTE, "BREAK": 10 * MINUTE},
    attribution: {"LONGEST_VALUE": 200, "MOST_PARAMETERS": 60, "MOST_RAW_BYTES": 4096},
    badges: {"LEAVES_SOON": 30 * DAY},
    billing_periods: {"LONGEST_MONTHS": 120},
    coupons: {"LEAST": Money(1), "SHORTEST": 3, "LONGEST": 40, "UNIQUE_LETTERS": 18, "GROUP": 6},
    experiments: {
        "ALPHA": 0.05,
        "PRICE_OF_LOOKING": 2,
        "USUAL_VISITORS": 10000,
        "FEWEST_GOALS": 100,
        "FULL_WEEK": 7 * DAY,
        "LONGEST": 28 * DAY,
        "COUNTED_FOR": 7 * DAY,
        "UNEVEN": 1000,
        "MOST_MINUTES": 600,
        "MOST_FEN": 100_000,
    },
    film_uploads: {"PIECE": 2**20, "LARGEST": 2**36},
    imported_codes: {"SHORTEST": 16, "FEWEST_LETTERS": 4, "NEAREST": 100},
    order_faces: {"STILL_WATCHED": 30 * MINUTE},
    order_states: {
        "NUMBER_LETTERS": 8,
        "MARGIN": 5 * MINUTE,
        "LOOKS": (MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 31 * MINUTE, 61 * MINUTE),
        "THEN_EVERY": HOUR,
        "LATE_LOOKS": (10 * MINUTE, HOUR, 6 * HOUR, DAY),
    },
    page_calendar: {"FIRST": date(2000, 1, 1), "LAST": date(2099, 12, 1)},
    page_steps: {"SCHEMA": 1, "MOST_BLOCKS": 60, "MOST_BYTES": 200000, "MOST_ITEMS": 24},
    picture_frames: {"LEAST": 10},
    pins: {"SHORTEST": 4, "LONGEST": 6, "OPEN_FOR": 10 * MINUTE},
    plan_changes: {"A_DAY": DAY, "POST": HOUR},
    positions: {"LONGEST": 80},
    profiles: {"MOST_PROFILES": 5, "LONGEST_NAME": 20, "CAPS": (3, 8, 12, 16, 18)},
    refund_window: {"REFUND_WITHIN": 7 * DAY},
    renewal_prices: {"RISE_NOTICE": 30 * DAY, "ANNOUNCE_AHEAD": 35 * DAY},
    renewal_schedule: {
        "LAST_DAY_OF_MONTH": 28,
        "WINDOW": 5 * DAY,
        "GRACE": 3 * DAY,
        "NOTICE": 5 * DAY,
        "NOTICE_EARLY": 2 * DAY,
        "SIGNING_LIFE": DAY,
        "UNDO_WITHIN": DAY,
        "LONGEST_PAUSE": 3,
    },
    rights: {"RENTAL_START_WITHIN": 30 * DAY, "RENTAL_FINISH_WITHIN": 2 * DAY, "RENTAL_STARTS_AFTER_S": 180},
    screen_time: {"MOST_MINUTES": 24 * 60, "LANTERNS": 4},
    staff_rights: {
        "MOST_REFUNDED_BY_SUPPORT": Money(20000),
        "LONGEST_GIVEN_BY_SUPPORT": 30 * DAY,
        "LONGEST_GIVEN": 366 * DAY,
    },
    stream_token: {"SHORTEST_KEY": 32, "DEEPEST": 4},
    streams: {"USUAL_STREAMS": 2, "LEASE": MINUTE},
    tax_numbers: {"UNIFIED_LENGTH": 18, "OLD_LENGTHS": (15, 20)},
    touches: {"LINK_LIFE": 30 * DAY, "POSITION_LIFE": 7 * DAY, "LONGEST_SOURCE": 40},
    vouchers: {"SHORTEST": 3, "CHOSEN": 19, "GROUP": 5, "LENGTH": 20, "LONG_ENOUGH": 16},
    word_differences: {"MOST_WORK": 1000000},
}
SETS = {
    (access, "OWNED"): "bought-episode, bought-season",
    (access, "RESTING"): "night-rest, time-up",
    (access, "NOT_FOR_THIS_PROFILE"): "blocked, not-in-pool, too-young",
    (books, "GIVES"): "fulfilled, partly_refunded",
    (fapiao, "OPEN"): "asked, changed, issued, making, to_reverse",
    (fapiao, "WAITING"): "asked, changed, to_reverse",
    (fapiao, "FOLLOWS"): "asked",
    (film_uploads, "UNDER_WAY"): "coming, packaging, waiting",
    (film_uploads, "TO_BE_PACKAGED"): "packaging, waiting",
    (film_uploads, "NOT_AIRED"): "cancelled, failed",
    (order_faces, "WARM"): "confirming, ending, flagged, going-back, waiting",
    (order_faces, "LIT"): "late, owned, paid, partly-refunded, twice",
    (order_faces, "PAYABLE"): "left, unpaid, waiting",
    (order_states, "SETTLED"): "fulfilled, paid, partly_refunded, refunded",
    (order_states, "UNPAID"): "closed, waiting",
    (order_states, "REFUNDABLE"): "paid, partly_refunded",
    (order_states, "MONEY_TOLD"): "finished, paid",
    (profiles, "MINORS"): "child, teen",
    (staff_rights, "EVERYBODY"): "catalogue, finance, marketing, owner, support",
    (subscription_states, "RUNNING"): "active, cancelled, grace, paused, trial",
    (subscription_states, "PAYING"): "active, grace, paused, trial",
    (subscription_states, "RENEWING"): "active, grace, signing, trial",
}


@pytest.mark.parametrize("rule", FIGURES, ids=lambda rule: rule.__name__.rpartition(".")[2])
def test_a_figure_is_what_was_promised(rule):
    assert {name: getattr(rule, name) for name in FIGURES[rule]} == FIGURES[rule]


@pytest.mark.parametrize(("rule", "name"), SETS, ids=lambda of: getattr(of, "__name__", of).rpartition(".")[2])
def test_a_set_holds_what_it_held(rule, name):
    assert sorted(getattr(rule, name)) == SETS[rule, name].split(", ")


def test_each_part_of_a_film_is_sent_as_what_it_is():
    assert stream_token.TYPES == {
        "m3u8": "application/vnd.apple.mpegurl",
        "m4s": "video/iso.segment",
        "mp4": "video/mp4",
        "ts": "video/mp2t",
        "vtt": "text/vtt; charset=utf-8",
        "jpg": "image/jpeg",
        "key": "application/octet-stream",
    }


def test_who_is_known_to_nobody_is_a_grown_up_whom_nothing_is_kept_from():
    who = access.VISITOR
    assert (who.kind, who.rating_cap, who.blocked_titles, who.time) == ("adult", 18, frozenset(), None)
