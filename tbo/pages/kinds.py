"""Fields that several blocks share: titles, offers, links, coupons, moments and shelves of this shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ..clock import shop_zone
from ..db import db
from ..rules.coupons import code_or_none
from ..rules.wall_times import NoSuchTime, instant, wall_time
from ..vouchers.models import VoucherBatch
from . import named
from .fields import LINK, OFFER, SLUG, Choice, Field, Many, Texts, Unfit
from .picture_models import Picture
from .refusals import NoSuchMoment

MOST_PICTURES = 300
MOST_BATCHES = 300
BATCH = "batch"
TITLES: dict[str, Any] = {"things": "titles", "find": named.place_named, "say": named.places_words}
OFFERS: dict[str, Any] = {"things": "offers", "find": named.offer_named, "say": named.coded_words}
LINKS: dict[str, Any] = {"things": "links", "find": named.link_named, "say": named.coded_words}
PLANS: dict[str, Any] = {"things": "plans", "find": named.plan_named, "say": named.plans_words}


def typed_moment(text: str) -> datetime:
    """Return the instant that the shop's clock shows as somebody typed it. Raises NoSuchMoment."""
    if not text.strip():
        raise NoSuchMoment("no moment", _("请选时刻。"))
    try:
        return instant(text, shop_zone())
    except NoSuchTime as error:
        raise NoSuchMoment(str(error), _("店里的钟没有这个时间，或者它出现两次。")) from None


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """An instant, typed as the clock on the shop's wall shows it, kept in UTC."""

    widget: str = "moment"

    def written(self, value: Any) -> str:
        """Return the wall time."""
        moment = moment_or_none(value)
        return wall_time(moment, shop_zone()) if moment else ""

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the instant. Raises Unfit."""
        if not text.strip():
            return None
        try:
            return typed_moment(text).isoformat()
        except NoSuchMoment as refusal:
            raise Unfit(refusal.words()) from None


@dataclass(frozen=True, kw_only=True)
class Coupon(Field):
    """A coupon's code, kept as coupons are."""

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the code. Raises Unfit."""
        if not text.strip():
            return None
        code = code_or_none(text)
        if code is None:
            raise Unfit(_("优惠码只有字母和数字。"))
        return code


@dataclass(frozen=True, kw_only=True)
class Batch(Choice):
    """A batch of vouchers. The newest are offered; one that was chosen when it was new is read for good."""

    def read(self, path: Sequence[str], text: str) -> Any:
        """Return a batch's key. Raises Unfit."""
        known = select(VoucherBatch.id).where(VoucherBatch.key == text)
        return text if text and db.session.scalar(known) is not None else super().read(path, text)


def batch_field() -> Batch:
    """A batch of vouchers whose codes a block speaks of."""
    return Batch(
        name=BATCH,
        label=lambda: _("说的是哪一批卡密"),
        hint=lambda: _("选了它，发布前就查：还有没有码，还换不换得了"),
        options=_batches,
    )


def _batches() -> list[tuple[str, str]]:
    newest = select(VoucherBatch.key, VoucherBatch.name).order_by(VoucherBatch.id.desc()).limit(MOST_BATCHES)
    return [(row.key, row.name) for row in db.session.execute(newest)]


def moment_or_none(value: Any) -> datetime | None:
    """Return the instant that a document keeps, None for anything else."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def title_field(name: str = "title", required: bool = True, label: Any = None) -> Field:
    """A title by its address."""
    return Field(
        name=name,
        label=label or (lambda: _("片子")),
        hint=lambda: _("打片名就行，哪种语言都行；也认片子网址的最后一段"),
        required=required,
        widget="title",
        pattern=SLUG,
        wrong=_title_wrong,
        **TITLES,
    )


def titles_field(name: str, least: int, most: int) -> Many:
    """Some titles, one a line."""
    return Many(
        name=name,
        label=lambda: _("片子，一行一部"),
        least=least,
        most=most,
        pattern=SLUG,
        wrong=_title_wrong,
        **TITLES,
    )


def _title_wrong() -> str:
    return _("没有叫这个名字的片子，或者不止一部。")


def offer_field(required: bool = False) -> Field:
    """One offer; its price is never typed."""
    return Field(
        name="offer",
        label=lambda: _("卖什么"),
        hint=_offer_hint,
        required=required,
        pattern=OFFER,
        wrong=_offer_wrong,
        **OFFERS,
    )


def offers_field(most: int) -> Many:
    """Some offers, one a line."""
    return Many(
        name="offers",
        label=lambda: _("卖什么，一行一样"),
        hint=_offer_hint,
        most=most,
        pattern=OFFER,
        wrong=_offer_wrong,
        **OFFERS,
    )


def _offer_hint() -> str:
    return _("打套餐或片子的名字；第几季写 片名/1，单集写 片名/1/2。价格由它来")


def _offer_wrong() -> str:
    return _("没有找到。写套餐或片子的名字，单集写 片名/1/2。")


def coupon_field() -> Coupon:
    """A coupon that goes along to the till."""
    return Coupon(name="coupon", label=lambda: _("优惠码"), hint=lambda: _("带到付款页，能用就自动减"))


def link_field(name: str = "link", required: bool = False) -> Field:
    """A place within the shop."""
    return Field(
        name=name,
        label=lambda: _("通往"),
        hint=lambda: _("打片子或页面的名字，单集写 片名/1/2；也认本店的路径，如 /plans"),
        required=required,
        pattern=LINK,
        wrong=lambda: _("没有找到。只能通往本店的片子、页面，或 / 开头的路径。"),
        **LINKS,
    )


def alt_field() -> Texts:
    """What a picture shows, for who does not see it."""
    return Texts(name="alt", label=lambda: _("替代文字"), hint=lambda: _("给看不见图的人"), limit=60, alt=True)


@dataclass(frozen=True, kw_only=True)
class LibraryPicture(Choice):
    """A picture of the library. `instead_of` is the field of a title whose artwork is shown where none is chosen.

    Where `one_of_both` is needed, the check before publishing says so; neither field alone can.
    """

    instead_of: str
    one_of_both: bool = False
    widget: str = "picture"

    def read(self, _path: Sequence[str], text: str) -> Any:
        """Return the key of any picture there is, listed or not. Raises Unfit."""
        if not text:
            return None
        if db.session.scalar(select(Picture.id).where(Picture.key == text)) is None:
            raise Unfit(_("没有这个选项。"))
        return text


def library_field(instead_of: str, one_of_both: bool = False) -> LibraryPicture:
    """A picture of the library, in the place of a title's artwork."""
    return LibraryPicture(
        name="library",
        label=lambda: _("图片库里的图"),
        hint=lambda: _("选了它，就不用片子的画"),
        options=_pictures,
        instead_of=instead_of,
        one_of_both=one_of_both,
    )


def note_field(limit: int = 40) -> Texts:
    """Small words at the end of a block."""
    return Texts(name="note", label=lambda: _("小字"), limit=limit)


def _pictures() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Picture.key, Picture.name).order_by(Picture.id.desc()).limit(MOST_PICTURES)).all()
    return [(row.key, row.name) for row in rows]
