"""Lists of marketing name things first and their code behind: where items lead, and what brought shoppers."""

from tbo.arrivals.models import TmallItem
from tbo.backoffice.figures import funnel_pages
from tbo.backoffice.figures.funnel import Row
from tbo.db import db
from tbo.web.filters import in_language

ITEM = "900000000101"
PAGE = "双11：全家年卡"


def test_where_items_lead_is_named(marketer):
    rows = {
        row.small.get_text(): row.select("td")[1].get_text()
        for row in marketer.page("/staff/items").select("tr:has(td)")
    }
    assert "套餐 · 家庭年卡" in rows[ITEM]
    assert PAGE in rows[ITEM]
    assert "/l/shuang11" in rows[ITEM]
    assert "还灯" in rows["900000000105"]
    assert "return-the-lantern/1" in rows["900000000105"]


def test_an_items_page_says_a_landing_page_by_name_and_its_address_once(marketer):
    page = marketer.page(f"/staff/items/{ITEM}")
    first = page.select_one("#leads li")
    assert (first.a.get_text(), first.select_one(".number").get_text()) == (PAGE, "/l/shuang11")
    assert page.select_one("#page [selected]").get_text() == f"{PAGE} · /l/shuang11"


def test_the_funnel_names_items_and_landing_pages(marketer, monkeypatch):
    rows = {"item": {ITEM: Row(), "900000000777": Row()}, "page": {"/l/shuang11": Row(), "/l/gone": Row()}}
    monkeypatch.setattr(funnel_pages, "funnel", lambda by, _begins: rows[by])

    def names(by: str) -> list[str]:
        return [row.td.get_text(strip=True) for row in marketer.page(f"/staff/funnel?by={by}").select("tbody tr")][:-1]

    name = in_language(db.session.query(TmallItem.name).filter_by(item_id=ITEM).scalar())
    assert names("item") == [f"{name} · {ITEM}", "900000000777"]
    assert names("page") == [f"{PAGE} · /l/shuang11", "/l/gone"]
