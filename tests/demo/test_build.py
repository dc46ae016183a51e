from sqlalchemy import func, select

from tbo.catalog.models import Episode, Title, TitleFacet
from tbo.db import db
from tbo.pages.models import Page, PageVersion
from tbo.pages.promise import stops
from tbo.pages.promises import promises
from tbo.vouchers.models import VoucherBatch

from ..conftest import ANCHOR


def test_the_demo_shop_has_its_titles_and_episodes(shop):
    assert db.session.scalar(select(func.count(Title.id))) == 40
    assert db.session.scalar(select(func.count(Episode.id))) == 304
    assert db.session.scalar(select(func.count()).select_from(TitleFacet)) > 400


def test_landing_pages_promise_what_is_true_and_code_boxes_name_batches_that_are_sold(shop):
    named = set()
    for kind, version in db.session.execute(select(Page.kind, PageVersion).join(Page, Page.id == PageVersion.page_id)):
        with shop.test_request_context():
            assert stops(promises(version.document, kind, ANCHOR, ANCHOR)) == []
        named |= {each["props"]["batch"] for each in version.document["blocks"] if each["type"] == "code_box"}
    sold = select(VoucherBatch.item_id).where(VoucherBatch.key.in_(named))
    assert set(db.session.scalars(sold)) == {"900000000101", "900000000108"}
