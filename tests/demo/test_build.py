from sqlalchemy import func, select

from tbo.catalog.models import Episode, Title, TitleFacet
from tbo.db import db


def test_the_demo_shop_has_its_titles_and_episodes(shop):
    assert db.session.scalar(select(func.count(Title.id))) == 40
    assert db.session.scalar(select(func.count(Episode.id))) == 304
    assert db.session.scalar(select(func.count()).select_from(TitleFacet)) > 400
