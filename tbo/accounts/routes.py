"""Signing out, ending a device, choosing who watches; the other pages of accounts stand in `*_pages.py`."""

from flask import Flask, Response, request, session, url_for
from flask_babel import gettext as _

from ..rules.addresses import own_path
from ..web.errors import Refusal
from ..web.ids import read_id
from ..web.locale import path_in
from ..web.pages import here, private, see_other
from ..web.template_names import give
from . import devices, lists, profiles, restore_pages, sign_in_pages, viewer
from .blueprint import pages

__all__ = ["init_app", "pages", "restore_pages", "sign_in_pages"]


class SignInFirst(Refusal):
    """Nobody stands behind this browser."""

    status = 401

    def words(self) -> str:
        """Say what to do."""
        return _("请先登录。")


# These pages show orders and titles, so storefront has them (storefront/account.py); links to them are made here.
pages.add_url_rule("/account", endpoint="account", build_only=True)
pages.add_url_rule("/account/receipts", endpoint="receipts", build_only=True)
pages.add_url_rule("/family/week", endpoint="week", build_only=True)
pages.add_url_rule("/my-list", endpoint="my_list", build_only=True)
pages.add_url_rule("/my-list/<slug>", endpoint="list_title", build_only=True)
pages.add_url_rule("/my-list/<slug>/removal", endpoint="unlist_title", build_only=True)


@pages.post("/sign-out")
def sign_out() -> Response:
    """End this browser's access and go home; from a child's profile only a grown-up does."""
    profiles.require_may_leave()
    devices.sign_out()
    session.clear()
    return private(see_other(url_for("storefront.home")))


@pages.errorhandler(profiles.PinNeeded)
def ask_for_pin(refusal: profiles.PinNeeded) -> Response:
    """Lead to the PIN, and back to a page that was asked for."""
    then = here() if request.method == "GET" else url_for("family.who")
    return private(see_other(url_for("family.pin", next=then)))


@pages.post("/devices/<public_id>/revocation")
def revoke_device(public_id: str) -> Response:
    """End the access of one of the household's devices, this one included."""
    devices.revoke_device(_household_id(), public_id)
    return private(see_other(url_for(".account", _anchor="devices")))


@pages.post("/profile-choice")
def choose_profile() -> Response:
    """Let another profile watch on this browser."""
    number = read_id(request.form.get("profile", "")) or 0
    then = own_path(request.form.get("next"), url_for(".account"))
    try:
        profiles.choose_profile(_household_id(), number)
    except profiles.PinNeeded:
        return private(see_other(url_for("family.door", profile_id=number, next=then)))
    return private(see_other(path_in(viewer.viewer().language, then)))


def _household_id() -> int:
    household_id = viewer.viewer().household_id
    if household_id is None:
        raise SignInFirst("nobody is signed in")
    return household_id


def init_app(app: Flask) -> None:
    """Let every request know who asks."""
    viewer.init_app(app)
    give(app, current_viewer=viewer.viewer, is_on_my_list=lists.is_on_my_list)
