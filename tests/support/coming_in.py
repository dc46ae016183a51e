"""Staff of a shop that runs come in through both doors, with what `flask tbo info` tells of the demo's people."""

import re
import time

import pyotp
from playwright.sync_api import Page, expect

from tbo.backoffice.staff.second_factor import STEP_S

from .processes import RunningShop

_last_steps: dict[str, int] = {}
_came_in: dict[tuple[str, str], list] = {}


def sign_in(page: Page, running: RunningShop, role: str) -> None:
    """Come in as the demo's person of a role: the first time through both doors, later with the cookies of that time.

    A code opens once in half a minute, and who tries more often than people do is sent away.
    """
    known = running.base_url, role
    if known in _came_in:
        page.context.add_cookies(_came_in[known])
        page.goto("/staff")
    else:
        _through_both_doors(page, running, role)
    expect(page.locator(".places [aria-current=page]")).to_have_text(re.compile("今天"))
    _came_in[known] = page.context.cookies()


def _through_both_doors(page: Page, running: RunningShop, role: str) -> None:
    """Type the password, then a code."""
    page.goto("/staff")
    staff = signin_of(running, role)
    page.fill("#email", staff["email"])
    page.fill("#password", staff["password"])
    page.click("button.main")
    enter_code(page, running, role)


def enter_code(page: Page, running: RunningShop, role: str) -> None:
    """Type a code. Each opens once and no older one after it, so it is that of this half minute or of the next."""
    expect(page.locator("#code")).to_be_visible()
    secret = signin_of(running, role)["code_secret"]
    step = max(_last_steps.get(secret, 0) + 1, int(time.time()) // STEP_S)
    page.wait_for_function("from => Date.now() >= from", arg=(step - 1) * STEP_S * 1000)
    _last_steps[secret] = step
    page.fill("#code", pyotp.TOTP(secret).generate_otp(step))
    with page.expect_navigation():
        page.click("button.main")


def signin_of(running: RunningShop, role: str) -> dict:
    """The demo's person of a role."""
    return next(one for one in running.info["staff"] if one["roles"] == [role])
