"""Landing pages whose every word, link and picture may name a title: what somebody may not know of, they tell of."""

from tbo import clock
from tbo.catalog import version
from tbo.catalog.models import Title
from tbo.db import db
from tbo.pages.default_pages import made
from tbo.pages.models import Page, PagePublication, PageVersion
from tbo.rules.page_steps import SCHEMA


def publish(slug: str, kind: str, *blocks: tuple[str, dict], words: str = "") -> str:
    """Let a page be shown from now on; return its address."""
    now, by = clock.now(), {"made_at": clock.now(), "made_by": "x"}
    page = Page(slug=slug, kind=kind, **by)
    db.session.add(page)
    db.session.flush()
    told = [made(number, block, props) for number, (block, props) in enumerate(blocks, start=1)]
    said = {"title": _said(words), "description": _said(words)}
    document = {"schema": SCHEMA, "next": len(told) + 1, "page": said, "blocks": told}
    shown = PageVersion(page_id=page.id, number=1, document=document, hash=slug, note="", **by)
    db.session.add(shown)
    db.session.flush()
    db.session.add(PagePublication(page_id=page.id, version_id=shown.id, starts_at=now, **by))
    version.bump()
    db.session.commit()
    return f"/l/{slug}"


def all_of(titles: list[Title], beside: list[Title]) -> list[tuple[str, dict]]:
    """Blocks that tell of these titles by name, address and picture, with others beside them."""
    slugs, one, other = [title.slug for title in titles], titles[0], beside[0].slug
    name, english = one.name["zh-Hans"], one.name["en"]
    words, address = _said(f"今晚看《{name}》，{english.upper()}"), f"title:{one.slug}"
    both = [*slugs, *(title.slug for title in beside)]
    slides = [{"title": slug, "line": words} for slug in both[:4]]
    return [
        ("hero", {"style": "bills", "slides": slides}),
        ("picks", {"name": words, "note": words, "titles": both}),
        *(("title_card", {"title": slug, "line": words, "note": words}) for slug in (one.slug, other)),
        *(("trailer", {"title": slug, "caption": words}) for slug in (one.slug, other)),
        *(("episode_strip", {"title": slug, "season": 1, "note": words}) for slug in (one.slug, other)),
        ("shelf", {"shelf": "kids-together", "name": words}),
        ("shelf", {"shelf": "originals", "name": words, "at_once": True}),
        ("rich_text", {"markdown": _said(f"一句话\n\n[去看](/titles/{one.slug})，还有{name}")}),
        ("image", {"title": one.slug, "alt": words, "caption": words, "link": address}),
        ("image", {"title": other, "alt": _said("灯"), "caption": words, "link": f"/watch/{one.slug}/1/1"}),
        (
            "questions",
            {"items": [{"question": words, "answer": _said("有")}, {"question": _said("？"), "answer": words}]},
        ),
        ("quote", {"text": _said("好看"), "who": words, "link": f"/search?q={english}"}),
        ("offer", {"offers": [f"season:{one.slug}/1", f"season:{other}/1"], "headline": words, "text": words}),
        ("plan_table", {"plans": ["monthly", "yearly"], "coupon": "QUANJIA1111", "note": words}),
        ("countdown", {"headline": words, "coupon": "QUANJIA1111", "over": words}),
        ("code_box", {"headline": words, "hint": words}),
        ("qr", {"text": _said("扫一扫"), "link": address}),
        ("legal_line", {"lines": [{"line": words}], "show_title_licences": True}),
    ]


def campaign_of(title: Title) -> tuple[str, dict]:
    """A big picture of a title, whose words do not name it."""
    told = {"headline": _said("灯塔今夜不关"), "line": _said("四十九盏灯"), "alt": _said("灯")}
    return "hero", {"style": "campaign", "picture": title.slug, "link": f"title:{title.slug}", **told}


def _said(words: str) -> dict[str, str]:
    return {"zh-Hans": words, "en": words} if words else {}
