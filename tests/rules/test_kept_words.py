"""Words of the rules that rows, links, templates and stylesheets hold: they are spelt as they always were.

A word that is spelt otherwise is another word to all that was kept before: whoever changes one here brings the
migration, the templates and the old spelling in links along.
"""

import pytest

from tbo.rules import (
    access,
    badges,
    bulk_refunds,
    coupons,
    experiments,
    fapiao,
    film_uploads,
    host_apps,
    ledger,
    order_faces,
    order_states,
    page_calendar,
    page_differences,
    page_steps,
    plan_changes,
    prices,
    profiles,
    reconciliation,
    refund_window,
    renewal_prices,
    screen_time,
    spending,
    staff_rights,
    subscription_states,
    tax_numbers,
    word_differences,
)

WORDS = {
    access.Because: (
        "unpublished, coming, withdrawn, other-region, too-young, blocked, not-in-pool, free, bought-episode, "
        "bought-season, rented, in-plan, for-sale, ask-a-parent, full-house, time-up, night-rest"
    ),
    access.OfferKind: "episode, season, rental, plan",
    badges.Lamp: "lit, ring, clock, none",
    badges.Words: (
        "free, free-until, free-episodes, in-plan, bought, bought-season, rented, rented-unstarted, price, price-"
        "from, coming, withdrawn, not-here, not-for-profile, resting"
    ),
    bulk_refunds.NotAsked: "nothing-left, less-left, broken",
    coupons.Scope: "all, plan, title, season, episode",
    coupons.Audience: "all, new, lapsed",
    coupons.NotUsable: (
        "unknown, stopped, not-yet, over, not-for-this, not-for-gifts, new-only, lapsed-only, first-only, used-"
        "by-you, used-up, below-minimum, nothing-left, nothing-to-deduct"
    ),
    experiments.Arm: "a, b",
    experiments.Goal: "orders, yuan, minutes",
    experiments.Outcome: "a, b, replaced",
    experiments.Verdict: "uneven, early, open, better, worse, none_seen",
    fapiao.FapiaoKind: "personal, company",
    fapiao.FapiaoState: "asked, making, changed, issued, to_reverse, reversed, refused, withdrawn",
    fapiao.FapiaoEvent: "correct, withdraw, export, put_back, issue, refuse, reverse, less, nothing, all",
    film_uploads.UploadState: "coming, waiting, packaging, on-air, failed, cancelled",
    host_apps.HostApp: "taobao, tmall, alipay, wechat, uc, plain",
    ledger.LedgerKind: (
        "quoted, credited, discounted, ordered, closed, paid, paid_twice, flagged, granted, redeemed, taken_back, "
        "refund_requested, refunded, refund_refused, agreed, agreement_ended, deduction_failed, written_off"
    ),
    ledger.Actor: "shop, alipay, alipay console, command line, tmall",
    order_faces.Face: (
        "unpaid, waiting, confirming, left, ending, expired, flagged, paid, late, twice, going-back, given-back, "
        "owned, partly-refunded, refunded"
    ),
    order_faces.Came: "left, paid",
    order_states.OrderState: "pending, paid, fulfilled, closed, partly_refunded, refunded",
    order_states.PaymentState: "waiting, paid, finished, closed, partly_refunded, refunded",
    order_states.RefundState: "requested, done, refused",
    order_states.Told: "missing, waiting, paid, finished, closed",
    order_states.Goods: "givable, owned, gone, not covered any more",
    order_states.Effect: "ignore, flag, settle, give-back, close, record-refund",
    page_calendar.Turn: "shown, back, off",
    page_differences.Change: "added, removed, moved, changed",
    page_steps.StepKind: "set, add, remove, move",
    plan_changes.Begins: "now, next",
    plan_changes.Unchangeable: "trial, grace, cancelled, paused, being-deducted, waiting, too-late",
    prices.LineKind: "price, credit, member, coupon",
    prices.LineWords: (
        "episode, film, season, rental, plan, paid-episodes, paid-rental, season-full, member-price, coupon, "
        "unused-days"
    ),
    prices.NotSold: "owned, free, rented, in-plan, not-open, not-for-profile, not-offered",
    profiles.ProfileKind: "adult, teen, child",
    reconciliation.DifferenceKind: "missing-here, missing-there, different, unknown",
    reconciliation.Story: "found-by-asking, other-day, recorded, refunded, written-off",
    refund_window.RefundAnswer: (
        "possible, on-its-way, done, nothing-paid, finished, too-late, played, opened, counted"
    ),
    renewal_prices.PriceBecause: "same, cut, kept, raised, not-told, above-cap",
    screen_time.Rest: "time-up, night-rest",
    spending.TooDear: "at-once, today",
    staff_rights.Role: "owner, support, finance, marketing, catalogue",
    staff_rights.Right: (
        "today, own-sessions, search, orders, refund, bulk-refund, households, revoke-devices, give-access, "
        "subscriptions, change-subscriptions, prices, change-prices, coupons, make-coupons, gifts, resend-gifts, "
        "vouchers, make-vouchers, export-vouchers, revoke-vouchers, reconciliation, resolve, fapiao, make-fapiao, "
        "staff, audit, pages, edit-pages, items, edit-items, films, watching, figures"
    ),
    subscription_states.SubscriptionState: "signing, trial, active, grace, cancelled, paused, lapsed",
    subscription_states.SubscriptionEvent: "trial, paid, failed, cancel, undo, ended, pause, resume, over",
    tax_numbers.TaxNumberKind: "unified, old",
    tax_numbers.TaxNumberWrong: "missing, length, letters, check",
    word_differences.Kind: "same, gone, new",
}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__qualname__)
def test_words_are_spelt_as_they_are_kept(words):
    assert [word.value for word in words] == WORDS[words].split(", ")
