"""The owner takes somebody on and lets them go: a password shown once, a second factor, and a door that shuts."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from ..support.axe import assert_usable
from ..support.coming_in import sign_in

# Races between owners are tried on both engines in tests/backoffice; what is seen is the same.
pytestmark = pytest.mark.once
EMAIL = "ning@tbo.example"


def test_somebody_comes_to_work_here_and_leaves(new_browser, running):
    owner, newcomer = new_browser(phone=False), new_browser(phone=True)
    sign_in(owner, running, "owner")
    owner.get_by_role("link", name="员工", exact=True).click()
    expect(owner.locator(".places [aria-current]")).to_be_in_viewport(ratio=1)
    assert_usable(owner)
    owner.get_by_label("邮箱").fill(EMAIL)
    owner.get_by_label("怎么称呼").fill("宁静")
    owner.get_by_role("button", name="让这个人进后台").click()
    expect(owner.locator(".note.bad")).to_contain_text("至少选一个角色")
    owner.get_by_label("财务").check()
    owner.get_by_role("button", name="让这个人进后台").click()
    password = owner.locator("#password").input_value()
    assert_usable(owner)

    newcomer.goto("/staff")
    newcomer.fill("#email", EMAIL)
    newcomer.fill("#password", password)
    newcomer.click("button.main")
    secret = newcomer.locator("main code").inner_text()
    newcomer.fill("#code", pyotp.TOTP(secret).now())
    newcomer.click("button.main")
    expect(newcomer.locator(".recovery code")).to_have_count(10)
    newcomer.goto("/staff/refunds")
    expect(newcomer.locator("h1")).to_have_text("批量退款")

    owner.get_by_role("link", name="记下了").click()
    expect(owner.locator("#history")).to_contain_text("设置了验证器")
    assert_usable(owner)
    owner.get_by_label("财务").uncheck()
    owner.get_by_label("客服").check()
    owner.get_by_role("button", name="改好").click()
    newcomer.goto("/staff/refunds")
    expect(newcomer.locator("h1")).to_contain_text("打不开这一页")

    owner.get_by_role("link", name="让这个人离开").click()
    expect(owner.locator("h1")).to_have_text("让 宁静 离开？")
    assert_usable(owner)
    owner.get_by_role("button", name="现在离开").click()
    expect(owner.locator("#gone")).to_contain_text("宁静")
    newcomer.goto("/staff")
    expect(newcomer).to_have_url(re.compile("/staff/sign-in"))
