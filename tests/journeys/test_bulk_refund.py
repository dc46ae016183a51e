"""Finance gives two orders back at once: looks first, types their number, sees how far it is; the money is back."""

from playwright.sync_api import Page, expect

from ..support.axe import assert_usable
from ..support.buying import ORDER, assert_face, choose_at_paywall, go_to_cashier, log_in, pay
from ..support.coming_in import sign_in

EPISODE = "/watch/return-the-lantern/1/6"


def bought(page: Page) -> str:
    """Buy an episode and return the order's number; the film that begins by itself is of no use here."""
    choose_at_paywall(page, EPISODE)
    go_to_cashier(page)
    log_in(page)
    page.route("**/watch/**", lambda route: route.fulfill(status=204))
    pay(page)
    page.wait_for_url(ORDER, wait_until="commit")
    return ORDER.search(page.url)[1]


def test_two_orders_go_back_after_a_look_at_what_that_does(new_browser, running):
    shoppers, finance = [new_browser(), new_browser()], new_browser(phone=False)
    numbers = [bought(shopper) for shopper in shoppers]
    sign_in(finance, running, "finance")
    finance.get_by_role("link", name="批量退款").click()
    assert_usable(finance)
    finance.get_by_role("link", name="选订单").click()
    finance.get_by_label("订单号").fill(f"{numbers[0]} # 没声音\nnothing\n{numbers[1]}")
    finance.get_by_label("原因").fill("第 6 集没有声音")
    finance.get_by_role("button", name="试算").click()
    expect(finance.locator(".field.wrong")).to_contain_text("第 2 行“nothing”")
    assert_usable(finance)
    finance.get_by_label("订单号").fill("\n".join(numbers))
    finance.get_by_role("button", name="试算").click()
    expect(finance.locator("#plan tbody tr")).to_have_count(2)
    assert_usable(finance)
    finance.get_by_label("要退几张").fill("3")
    finance.locator("#confirmation button.danger").click()
    expect(finance.locator(".note.bad")).to_contain_text("现在要退的是 2 张")
    finance.get_by_label("要退几张").fill("2")
    finance.locator("#confirmation button.danger").click()
    expect(finance.locator("#course .badge").first).to_have_text("轮完了")
    for shopper, number in zip(shoppers, numbers, strict=True):
        shopper.goto(f"/orders/{number}")
        assert_face(shopper, "钱退回去了", "unlit")
    finance.reload()
    expect(finance.locator("#turns .badge")).to_have_text(["已退回", "已退回"])
    assert_usable(finance)
