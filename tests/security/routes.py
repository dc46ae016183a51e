"""The one table of every route and who may use it; `test_every_route.py` fails for a route that is not here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .staff_routes import STAFF_ROUTES

PEOPLE = ("nobody", "guest", "other", "account")
TITLE = "return-the-lantern"
BEAT = {"session": "a" * 22, "position_s": 1, "played_s": 1}


@dataclass(frozen=True)
class Route:
    """An address (`{paid}` and the like are the account's own things) and the status that each person gets.

    `form` is sent with a token by POST, `json` as a player's script sends it.
    """

    address: str
    statuses: Mapping[str, int]
    form: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    is_personal: bool = True


def anybody(status: int) -> dict[str, int]:
    """The same for everybody."""
    return dict.fromkeys(PEOPLE, status)


def household(status: int, nobody: int = 303) -> dict[str, int]:
    """For whoever has a household, each about their own; nobody is led to sign in (303) or refused."""
    return anybody(status) | {"nobody": nobody}


def accounts(status: int) -> dict[str, int]:
    """For whoever signed in with a code."""
    return anybody(status) | {"nobody": 403, "guest": 403}


def owner(status: int, nobody: int = 404) -> dict[str, int]:
    """For the household whose thing it is; to everybody else it does not exist."""
    return anybody(404) | {"nobody": nobody, "account": status}


def staff(address: str, **form: str) -> Route:
    """A page of the back office: everybody who is not of the staff is led to its door (tests/backoffice go on)."""
    return Route(address, anybody(303), form)


def public(address: str, status: int = 200) -> Route:
    """A page that holds nothing of anybody."""
    return Route(address, anybody(status), is_personal=False)


CONTACT, NUMBER = {"contact": "x@example.com"}, {"number": "2026111822001400"}
ORDER = {"form_key": "k" * 24, "shown": "1"}

# Whoever cannot be told before a deduction is led to leave an address first.
UNTOLD = {"nobody": 303, "guest": 303}

ROUTES = {
    "storefront.home GET": public("/"),
    "pages.page GET": public("/l/documentary-month"),
    # For machines that nobody is signed in at.
    "pages.page_card GET": Route("/l/documentary-month/card.jpg", anybody(404) | {"nobody": 302}, is_personal=False),
    "pages.picture_file GET": public("/pictures/nothing-here/og.jpg", 404),
    "pages.figures POST": Route("/figures", anybody(204), json={}),
    "storefront.library GET": public("/library?kind=film"),
    "storefront.search GET": public("/search?q=灯"),
    "storefront.shelf GET": public("/shelves/free-now"),
    "storefront.originals GET": public("/originals"),
    "storefront.studio GET": public("/studios/{studio}"),
    "storefront.country GET": public("/countries/CN"),
    "storefront.person GET": public("/people/{actor}"),
    "storefront.plans GET": public("/plans"),
    "storefront.title GET": public(f"/titles/{TITLE}"),
    "storefront.season GET": public(f"/titles/{TITLE}/seasons/1"),
    "storefront.related GET": public(f"/titles/{TITLE}/related"),
    "files.manifest GET": public("/manifest.webmanifest"),
    "files.offline GET": public("/offline"),
    "files.robots GET": public("/robots.txt"),
    "files.service_worker GET": public("/sw.js"),
    "files.sitemap GET": public("/sitemap.xml"),
    "health.alive GET": public("/healthz"),
    "health.ready GET": public("/readyz", 503),
    "static GET": public("/static/nothing.css", 404),
    "origin.nothing GET": public("/hls/nothing/x", 403),
    "origin.media GET": public("/hls/no-token/lantern/main.m3u8", 403),
    "arrivals.short_link GET": public("/k/NQTHNGXX", 404),
    "arrivals.item GET": Route("/t/900000000105?spm=a1.b2", anybody(302)),
    "trailer.watch GET": Route(f"/titles/{TITLE}/trailer", anybody(200)),
    "trailer.grant POST": Route(f"/titles/{TITLE}/trailer/grants", anybody(200), json={}),
    "playback.watch GET": Route(f"/watch/{TITLE}/1/1", anybody(200)),
    "playback.grant POST": Route(f"/watch/{TITLE}/1/1/grants", anybody(200), json=BEAT),
    "playback.beat POST": Route(f"/watch/{TITLE}/1/1/beats", anybody(200), json=BEAT),
    "playback.screens GET": Route(f"/watch/{TITLE}/1/1/screens", anybody(303)),
    "playback.take_over POST": Route(f"/watch/{TITLE}/1/1/screens", anybody(303), {"device": "x"}),
    "playback.keep_choices POST": Route("/player/choices", anybody(204), json={"speed": 1}),
    "accounts.account GET": Route("/account", household(200)),
    "accounts.receipts GET": Route("/account/receipts", household(200)),
    "accounts.my_list GET": Route("/my-list", anybody(200)),
    "accounts.list_title POST": Route(f"/my-list/{TITLE}", anybody(303)),
    "accounts.unlist_title POST": Route(f"/my-list/{TITLE}/removal", anybody(303)),
    "accounts.stop_continuing POST": Route(f"/continuing/{TITLE}/removal", anybody(303)),
    "accounts.choose_profile POST": Route("/profile-choice", owner(303, nobody=401), {"profile": "{profile}"}),
    "family.who GET": Route("/profiles", household(200)),
    "family.door GET": Route("/profiles/{profile}/door", owner(200)),
    "family.open_door POST": Route("/profiles/{profile}/door", owner(422), {"pin": "2468"}),
    "family.pin GET": Route("/pin", anybody(303)),
    "family.enter POST": Route("/pin", anybody(422), {"pin": "2468"}),
    "family.new_pin GET": Route("/pin/new", accounts(200) | {"nobody": 303, "guest": 303}),
    "family.keep_new_pin POST": Route(
        "/pin/new", accounts(422) | {"nobody": 303, "guest": 303}, {"pin": "1", "again": "1"}
    ),
    "family.send_code POST": Route("/pin/codes", accounts(303) | {"nobody": 409, "guest": 409}),
    "accounts.week GET": Route("/family/week", household(200)),
    "family.manage GET": Route("/family", accounts(200) | {"nobody": 303}),
    "family.pin_to_buy POST": Route("/family/pin-to-buy", accounts(303), {"wanted": "1"}),
    "family.new_profile GET": Route("/profiles/new", accounts(200)),
    "family.add POST": Route("/profiles", accounts(422)),
    "family.edit GET": Route("/profiles/{profile}", accounts(404) | {"account": 200}),
    "family.change POST": Route("/profiles/{profile}", accounts(404) | {"account": 422}),
    "family.removal GET": Route("/profiles/{profile}/removal", accounts(404) | {"account": 200}),
    "family.remove POST": Route("/profiles/{profile}/removal", accounts(404) | {"account": 409}),
    "family.block POST": Route(f"/profiles/{{profile}}/blocked/{TITLE}", accounts(404) | {"account": 303}),
    "family.unblock POST": Route(f"/profiles/{{profile}}/blocked/{TITLE}/removal", accounts(404) | {"account": 303}),
    "family.time_form GET": Route("/profiles/{profile}/time", anybody(303)),
    "family.keep_time POST": Route("/profiles/{profile}/time", accounts(404) | {"account": 303}),
    "family.ask_time POST": Route("/time-wishes", anybody(404)),
    "family.time_wish GET": Route(f"/time-wishes/{'w' * 22}", household(404)),
    "family.answer_time POST": Route(f"/time-wishes/{'w' * 22}/answer", anybody(404), {"minutes": "15"}),
    "wishes.title_wish GET": Route("/title-wishes/nothing-we-signed", household(404)),
    "accounts.new_contact GET": Route("/account/contact", accounts(200)),
    "accounts.ask_for_contact_code POST": Route("/account/contact", accounts(303), CONTACT),
    "accounts.sign_in GET": Route("/sign-in", anybody(303) | {"nobody": 200, "guest": 200}),
    "accounts.ask_for_code POST": Route("/sign-in", anybody(303), CONTACT),
    "accounts.code GET": Route("/sign-in/code?sent={sent}", anybody(200)),
    "accounts.enter POST": Route("/sign-in/code?sent={sent}", anybody(422), {"code": "000000"}),
    "accounts.send_again POST": Route("/sign-in/codes?sent={sent}", anybody(303)),
    "accounts.restore GET": Route("/restore", anybody(200)),
    "accounts.ask_to_restore POST": Route("/restore", anybody(303), NUMBER),
    "orders.new_for_episode GET": Route("/episodes/{episode}/orders/new", anybody(200)),
    "orders.new_for_season GET": Route("/seasons/{season}/orders/new", anybody(200)),
    "orders.new_for_plan GET": Route("/plans/monthly/orders/new", anybody(200)),
    "orders.begin_again GET": Route("/plans/monthly/orders", anybody(303)),
    "orders.place_for_episode POST": Route("/episodes/{episode}/orders", anybody(409), ORDER),
    "orders.place_for_season POST": Route("/seasons/{season}/orders", anybody(409), ORDER),
    "orders.place_for_plan POST": Route("/plans/monthly/orders", anybody(409), ORDER),
    "orders.order GET": Route("/orders/{paid}", owner(200)),
    "orders.status GET": Route("/orders/{pending}/status", owner(303)),
    "orders.pay POST": Route("/orders/{pending}/payments", owner(303), {"product": "page"}),
    "orders.came_back GET": Route("/orders/{pending}/return", owner(303)),
    "orders.gifts GET": Route("/gifts", anybody(200)),
    "orders.gift GET": Route("/orders/{paid}/gift", owner(303)),
    "vouchers.redeem GET": Route("/redeem", anybody(200)),
    "vouchers.read_typed POST": Route("/redeem", anybody(404), {"code": "ABCDEF-GHJKMN-PQRSTV"}),
    "vouchers.code GET": Route("/redeem/ABCDEF-GHJKMN-PQRSTV", anybody(404)),
    "vouchers.open_code POST": Route("/redeem/ABCDEF-GHJKMN-PQRSTV", anybody(404), {"form_key": "k" * 24}),
    "orders.receipt GET": Route("/receipts/{paid}", owner(200)),
    "orders.fapiao GET": Route("/receipts/{paid}/fapiao", owner(200)),
    "orders.ask_fapiao POST": Route("/receipts/{paid}/fapiao", owner(422)),
    "orders.withdraw_fapiao POST": Route("/receipts/{paid}/fapiao/removal", owner(303)),
    "orders.new_refund GET": Route("/orders/{paid}/refunds/new", owner(200)),
    "orders.place_refund POST": Route("/orders/{pending}/refunds", owner(409)),
    "orders.new_subscription GET": Route("/plans/monthly/subscriptions/new", anybody(200)),
    "orders.place_subscription POST": Route("/plans/monthly/subscriptions", accounts(409) | UNTOLD, ORDER),
    "orders.begin_subscription_again GET": Route("/plans/monthly/subscriptions", anybody(303)),
    "orders.subscription GET": Route("/subscriptions/{subscription}", owner(200)),
    "orders.came_from_signing GET": Route("/subscriptions/{subscription}/return", owner(303)),
    "orders.subscription_status GET": Route("/subscriptions/{subscription}/status", owner(303)),
    "orders.sign_on_this_phone POST": Route("/subscriptions/{subscription}/signing", owner(303)),
    "orders.deduct_again POST": Route("/subscriptions/{subscription}/deductions", owner(303)),
    "orders.cancellation GET": Route("/subscription/cancellation", household(409, nobody=404)),
    "orders.place_cancellation POST": Route("/subscription/cancellation", household(409, nobody=404)),
    "orders.remove_cancellation POST": Route("/subscription/cancellation/removal", household(409, nobody=404)),
    "orders.new_pause GET": Route("/subscription/pause", household(409, nobody=404)),
    "orders.place_pause POST": Route("/subscription/pause", household(409, nobody=404), {"months": "1"}),
    "orders.remove_pause POST": Route("/subscription/pause/removal", household(409, nobody=404)),
    "orders.plan_changes GET": Route("/subscription/plans", household(409, nobody=404)),
    "orders.plan_change GET": Route("/subscription/plans/quarterly", household(409, nobody=404)),
    "orders.place_plan_change POST": Route("/subscription/plans/quarterly", household(409, nobody=404), ORDER),
    "orders.remove_plan_change POST": Route("/subscription/plan-change/removal", household(409, nobody=404)),
    "orders.receive_notice POST": Route("/alipay/notices", anybody(200), {"sign": "x"}),
    "tickets.receive_ticket_notice POST": Route("/tickets/notices", anybody(404), {"sign": "x"}),
    "orders.notices_are_posted GET": public("/alipay/notices", 405),
    "accounts.receipt_link GET": Route("/restore/{token}", anybody(200)),
    "backoffice.sign_in GET": Route("/staff/sign-in", anybody(200)),
    "backoffice.enter_password POST": Route("/staff/sign-in", anybody(422), {"email": "x@example.com"}),
    "pages.preview GET": public("/p/nothing", 404),
    **{name: staff(address, **form) for name, (address, form) in STAFF_ROUTES.items()},
    # What takes somebody elsewhere comes last, because each person walks the table from its top to its end.
    "accounts.revoke_device POST": Route("/devices/{device}/revocation", owner(303, nobody=401)),
    "accounts.use_receipt_link POST": Route("/restore/{token}", anybody(303)),
    "accounts.sign_out POST": Route("/sign-out", anybody(303)),
}


def ask(browser, name: str, things: Mapping[str, object], **kwargs):
    """Let somebody use a route as its pages or scripts would."""
    route, method = ROUTES[name], name.split()[1]
    address = route.address.format(**things)
    if method == "GET":
        return browser.open(address, **kwargs)
    if route.json is not None:
        headers = {"Sec-Fetch-Site": "same-origin"} | kwargs.pop("headers", {})
        return browser.open(address, method="POST", json=route.json, headers=headers, **kwargs)
    form = {key: value.format(**things) for key, value in route.form.items()}
    return browser.open(address, method="POST", data=form | {"csrf_token": browser.token()}, **kwargs)
