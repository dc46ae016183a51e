"""Fills in the demo shop's batches of vouchers: what its Tmall items sell as codes, one batch of them exported."""

from sqlalchemy import select

from ..db import db
from ..offers.models import Plan
from ..rules.order_states import LETTERS
from ..rules.vouchers import code_of_seed
from ..vouchers.keys import hashed, id_of, our_keys
from ..vouchers.making import KEY_LETTERS, NUMBER_LETTERS, PREFIX
from ..vouchers.models import Voucher, VoucherBatch
from .content import Anchor, content
from .episodes import season_ids
from .rows import insert_all
from .stable import chooser, token

# A page of codes has as much to show with one in twenty of what a real shop would make.
ONE_IN, LOW_STOCK = 20, 10
MADE_BY, TO_TRY, EXPORTED = "TBO", "demo", "900000000103"


def add_vouchers(at: Anchor) -> None:
    """Insert the batches; plans, seasons and Tmall items must be there. One code is handed out, for trying."""
    months = {row.key: row.months for row in db.session.execute(select(Plan.key, Plan.months))}
    seasons = season_ids()
    for item in content("tmall_items")["items"]:
        grants = (item["code_batch"] or {}).get("grants", {})
        given = {"kind": grants.get("kind"), "plan_key": None, "months": None, "season_id": None}
        if given["kind"] == "plan":
            given |= {"plan_key": grants["ref"], "months": months[grants["ref"]]}
        elif given["kind"] == "season":
            given |= {"season_id": seasons[grants["ref"]]}
        elif given["kind"] == "gift":
            given |= {"kind": "plan", "plan_key": "quarterly", "months": grants["months"]}
        else:
            continue
        _add(item, given, at)
    first = db.session.scalars(select(Voucher).where(Voucher.seed.is_not(None)).order_by(Voucher.id)).first()
    if first is not None:
        first.handed_at, first.handed_to = at.day(-9), TO_TRY


def batch_key(item_id: str) -> str:
    """Return the key of the batch that a Tmall item sells."""
    return _letters(KEY_LETTERS, "batch", item_id)


def _add(item: dict, given: dict, at: Anchor) -> None:
    number, is_exported = item["item_id"], item["item_id"] == EXPORTED
    batch = VoucherBatch(
        key=batch_key(number),
        name=item["title"]["zh-Hans"][:60],
        value_fen=item["tmall_price_fen"],
        item_id=number,
        low_stock=LOW_STOCK,
        key_id=id_of(our_keys()[0]),
        made_at=at.day(-10),
        made_by=MADE_BY,
        exported_at=at.day(-9) if is_exported else None,
        exported_by=MADE_BY if is_exported else None,
        **given,
    )
    db.session.add(batch)
    db.session.flush()
    insert_all(Voucher, [_row(batch, f"{number}/{nth}") for nth in range(item["code_batch"]["count"] // ONE_IN)])


def _row(batch: VoucherBatch, name: str) -> dict:
    # Everybody knows the seed; without this shop's key it makes no code.
    seed, key = token("voucher", name), our_keys()[0]
    code = code_of_seed(seed, key)
    return {
        "batch_id": batch.id,
        "number": "V" + _letters(NUMBER_LETTERS, "voucher", name),
        "code_hash": hashed(code, key),
        "prefix": code[:PREFIX],
        "seed": None if batch.exported_at else seed,
        "exported_at": batch.exported_at,
    }


def _letters(count: int, *parts: str) -> str:
    choose = chooser(*parts)
    return "".join(choose(LETTERS) for _ in range(count))
