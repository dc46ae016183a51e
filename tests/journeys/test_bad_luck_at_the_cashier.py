"""Left, refused, too late, twice, unheard of: what the cashier can do to a shopper."""

from playwright.sync_api import Page, expect

from ..support.alipay_side import eventually, trades_of, trouble
from ..support.axe import assert_usable, assert_usable_as_it_is
from ..support.buying import ORDER, POOR, assert_face, choose_at_paywall, go_to_cashier, leave, log_in, pay, press_order
from ..support.inside import grants_of, let_time_run_out
from ..support.watching import assert_plays


def test_who_leaves_the_cashier_pays_nothing_and_finds_the_order_kept(page, running):
    choose_at_paywall(page, running.examples["paid_episode"])
    amount = sum_of(page)
    assert_usable_as_it_is(page)
    go_to_cashier(page)
    log_in(page)
    leave(page)
    assert_face(page, "这笔没有付成", "unlit")
    expect(page.locator(".face .lead")).to_contain_text("没有扣款。订单还为你留着。")
    expect(page.locator("#order-status")).to_contain_text("价格保留到")
    assert_usable_as_it_is(page)
    assert [trade["state"] for trade in trades_of(running, order_of(page))] == ["WAIT_BUYER_PAY"]
    page.get_by_role("button", name="再付一次").click()
    expect(page.locator("#payment button.main")).to_have_text(f"确认付款 {amount}")


def test_a_buyer_without_money_is_charged_nothing_and_another_pays(new_browser, running):
    phone, episode = new_browser(), running.examples["paid_episode"]
    choose_at_paywall(phone, episode)
    go_to_cashier(phone)
    log_in(phone, POOR)
    pay(phone)
    expect(phone.get_by_role("alert")).to_contain_text("余额不足。没有扣款")
    phone.get_by_text("换人").click()
    phone.get_by_role("button", name="陈牧野").click()
    expect(phone.locator(".who > p b")).to_have_text("陈牧野")
    pay(phone)
    assert_plays(phone, episode)


def test_money_that_comes_after_the_end_still_opens_the_episode(new_browser, running):
    phone, episode = new_browser(), running.examples["paid_episode"]
    choose_at_paywall(phone, episode)
    go_to_cashier(phone)
    log_in(phone)
    expect(phone.locator("#payment")).to_be_visible()
    cashier = phone.url
    leave(phone)
    assert_face(phone, "这笔没有付成", "unlit")
    order = order_of(phone)
    let_time_run_out(running, order)
    assert_face(phone, "这个订单过期了", "unlit")
    expect(phone).to_have_title("这个订单过期了 · TBO")
    expect(phone.locator(".face .lead")).to_contain_text("没有收到付款，也没有扣款")
    expect(phone.get_by_role("link", name="再下一次单")).to_be_visible()
    assert_usable(phone)

    phone.goto(cashier)
    expect(phone.locator("#closed h2")).to_have_text("交易已关闭")
    pay(phone, "late")
    assert_plays(phone, episode)
    phone.goto(f"/orders/{order}")
    assert_face(phone, "钱到得晚了一点，都算数", "lit")
    expect(phone.locator(".face .lead")).to_contain_text("照样给你开通了")
    assert facts(phone)["到账"] == sum_of(phone)
    assert_usable(phone)
    assert grants_of(running, order) == 1


def test_code_and_button_both_paid_open_once_and_one_goes_back(new_browser, running):
    episode = running.examples["paid_episode"]
    desk, phone = new_browser(phone=False), new_browser()
    choose_at_paywall(desk, episode)
    press_order(desk)
    link = desk.get_by_role("link", name="打开这个码的链接").get_attribute("href")
    order = order_of(desk)
    desk.get_by_role("button", name="在这台电脑上登录支付宝付款").click()
    log_in(desk)
    phone.goto(link)
    expect(phone.locator("#payment")).to_be_visible()
    desk.reload()
    desk.locator("#sibling").select_option(f"{order.replace('-', '')}_1")
    pay(desk, "twice")
    assert_plays(desk, episode)
    eventually(lambda: went_back(running, order), "the second payment did not go back")

    desk.goto(f"/orders/{order}")
    assert_face(desk, "付了两次，退你一次", "lit")
    amount = sum_of(desk)
    expect(desk.locator(".face .lead")).to_have_text(f"第一笔已经开通。第二笔 {amount} 原路退回，不用你做什么。")
    expect(desk.locator(".face-facts")).to_contain_text(f"已退回{amount}")
    assert_usable(desk)
    assert sorted(trade["refunded_amount"] for trade in trades_of(running, order)) == ["0.00", amount.strip("¥")]
    assert grants_of(running, order) == 1
    desk.get_by_role("link", name="查看或打印").click()
    expect(desk.locator(".receipt-facts")).to_contain_text(f"又付了一次{amount}")
    expect(desk.locator(".receipt-facts .credit")).to_contain_text(f"已退回−{amount}")
    assert_usable(desk)


def test_two_tabs_that_both_pay_own_it_once_and_the_second_goes_back(new_browser, running):
    first, episode = new_browser(), running.examples["paid_episode"]
    second = first.context.new_page()
    for tab in (first, second):
        choose_at_paywall(tab, episode)
        go_to_cashier(tab)
        log_in(tab)
    pay(first)
    assert_plays(first, episode)
    pay(second)
    assert_face(second, "这个已经是你的了", "lit")
    order = order_of(second)
    amount = sum_of(second)
    expect(second.locator(".face .lead")).to_have_text(f"之前就付过了。这一笔 {amount} 原路退回，不用你做什么。")
    expect(second.locator(".face-facts")).to_contain_text(f"已退回{amount}")
    assert_usable(second)
    assert went_back(running, order)
    assert grants_of(running, order) == 0
    expect(second.get_by_role("link", name="看第")).to_have_attribute("href", episode)


def test_a_payment_that_nobody_tells_of_is_found_by_the_page_itself(new_browser, running):
    phone, episode = new_browser(), running.examples["paid_episode"]
    choose_at_paywall(phone, episode)
    go_to_cashier(phone)
    log_in(phone)
    with trouble(running, notices_drop_all=True, gateway_fault="bad_gateway") as order_trouble:
        pay(phone)
        assert_face(phone, "等支付宝的回音", "warm")
        expect(phone.locator(".face .lead")).to_contain_text("支付宝说你付好了，我们正在核对")
        expect(phone.get_by_role("button", name="再付一次")).to_have_count(0)
        assert_usable(phone)
        order = order_of(phone)
        order_trouble(gateway_fault="")
        assert_plays(phone, episode)
    (trade,) = trades_of(running, order)
    assert [(notice["state"], notice["deliveries"]) for notice in trade["notices"]] == [("dropped", [])]
    assert grants_of(running, order) == 1


def order_of(page: Page) -> str:
    """The number of the order whose page is open."""
    page.wait_for_url(ORDER)
    return ORDER.search(page.url)[1]


def facts(page: Page) -> dict[str, str]:
    """The short list below a face."""
    rows = page.locator(".face-facts > div")
    return dict(row.split("\n", 1) for row in rows.all_inner_texts())


def sum_of(page: Page) -> str:
    """What the order comes to."""
    return page.locator(".bought .sum dd").text_content().strip()


def went_back(running, order: str) -> bool:
    """Whether one of the order's payments was refunded in full."""
    return any(trade["refunded_amount"] == trade["total_amount"] for trade in trades_of(running, order))
