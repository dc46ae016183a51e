"""The form of a short link as it was typed, read field by field, each with what is wrong with it."""

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from ...pages.asking import not_found
from ...pages.named import ref_named
from ...rules.attribution import read_link
from ...rules.coupons import code_or_none
from .leading import OFFERS, PAGE, Lead, check_coupon, lead_or_none

KINDS = (*OFFERS, PAGE)
FIELDS = ("kind", "ref", "source", "medium", "campaign", "spm", "coupon")
LONGEST = {"ref": 160, "spm": 200}


@dataclass(slots=True)
class LinkForm:
    """What stands in the form, with what is wrong by field."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def lead(self) -> Lead | None:
        """Return where the link would lead; what is wrong stands in `errors` afterwards."""
        self._check_spm()
        check_coupon(self.typed["coupon"], self.errors)
        if not self.typed["source"]:
            self.errors["source"] = _("请写下链接放在哪里，比如 weixin、douyin、haibao。")
        coupon = "" if "coupon" in self.errors else self.typed["coupon"]
        found = lead_or_none(self.typed["kind"], self.typed["ref"], coupon)
        if found is None:
            self.errors["ref"] = not_found(self.typed["kind"], self.typed["ref"])
        return found

    def columns(self) -> dict[str, str | None]:
        """Return the columns of the link, its coupon's code as coupons keep it."""
        return {name: self.typed[name] or None for name in FIELDS} | {"coupon": code_or_none(self.typed["coupon"])}

    def _check_spm(self) -> None:
        spm = self.typed["spm"]
        if spm and read_link(None, b"spm=" + spm.encode()).spm != spm:
            self.errors["spm"] = _("spm 是两到五段字母和数字，中间用点隔开。")


def form_typed() -> LinkForm:
    """Return the form as it came, each text in one line."""
    texts = {name: " ".join(request.form.get(name, "").split())[: LONGEST.get(name, 60)] for name in FIELDS}
    typed = {name: "".join(one for one in text if one.isprintable()) for name, text in texts.items()}
    return LinkForm(typed | {"ref": ref_named(typed["kind"], typed["ref"])})


def new_form() -> LinkForm:
    """Return an empty form."""
    return LinkForm(dict.fromkeys(FIELDS, "") | {"kind": "title"})
