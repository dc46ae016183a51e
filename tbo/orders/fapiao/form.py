"""What somebody typed to have a fapiao made, read field by field; each field says what is wrong with it."""

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from ...accounts.contacts import ContactUnreadable, read_contact
from ...rules.fapiao import FapiaoKind
from ...rules.tax_numbers import TaxNumberWrong, bare_tax_number, read_tax_number
from .models import FapiaoRequest
from .requests import Wanted

# The most that is read of each field.
FIELDS = {"kind": 10, "title": 100, "tax_number": 40, "email": 254}


@dataclass(slots=True)
class FapiaoForm:
    """A form as it was typed, with what is wrong by field."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def read(self) -> Wanted | None:
        """Return what is wanted, None when a field is wrong; `errors` says which."""
        kind = FapiaoKind(self.typed["kind"]) if self.typed["kind"] in list(FapiaoKind) else FapiaoKind.PERSONAL
        title, email, number = self._title(kind), self._email(), None
        if kind is FapiaoKind.COMPANY:
            number = self._tax_number()
        return None if self.errors else Wanted(kind=kind, title=title, tax_number=number, email=email)

    def _title(self, kind: FapiaoKind) -> str:
        title = " ".join(self.typed["title"].split())
        if not title or not title.isprintable():
            is_company = kind is FapiaoKind.COMPANY
            self.errors["title"] = _("请写下公司的全名，和营业执照上一样。") if is_company else _("请写下姓名。")
        return title

    def _email(self) -> str:
        try:
            contact = read_contact(self.typed["email"])
        except ContactUnreadable:
            contact = None
        if contact is None or contact.column != "email":
            self.errors["email"] = _("这不像邮箱地址。发票只能发到邮箱。")
            return ""
        return contact.value

    def _tax_number(self) -> str:
        number = bare_tax_number(self.typed["tax_number"])
        wrong = read_tax_number(number)
        if isinstance(wrong, TaxNumberWrong):
            self.errors["tax_number"] = tax_number_words(wrong)
        return number


def form_typed() -> FapiaoForm:
    """Return the form as it came."""
    return FapiaoForm({name: request.form.get(name, "")[:most] for name, most in FIELDS.items()})


def form_of(asked: FapiaoRequest | None, email: str | None) -> FapiaoForm:
    """Return the form as it is shown: what was asked before, or nothing but the household's address."""
    if asked is None:
        return FapiaoForm({"kind": FapiaoKind.PERSONAL, "title": "", "tax_number": "", "email": email or ""})
    return FapiaoForm({name: getattr(asked, name) or "" for name in FIELDS})


def tax_number_words(wrong: TaxNumberWrong) -> str:
    """Say what is wrong with a tax number."""
    known = {
        TaxNumberWrong.MISSING: _("公司的发票要有税号，它就是营业执照上的统一社会信用代码。"),
        TaxNumberWrong.LENGTH: _("税号是 18 位；老的税号 15 位或者 20 位。"),
        TaxNumberWrong.LETTERS: _("税号里有不该有的字。它没有字母 I、O、S、V、Z，第 3 到 8 位是数字。"),
        TaxNumberWrong.CHECK: _("税号里抄错了一位：最后一位校验码和前面对不上。"),
    }
    return known[wrong]
