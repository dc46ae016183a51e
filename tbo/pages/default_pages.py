"""What stands on the home page, and on a child's, before anybody has published one."""

from ..rules.page_steps import SCHEMA, Document

HOME: tuple[tuple[str, dict], ...] = (
    ("hero", {"style": "bills"}),
    ("continuing", {}),
    *(("shelf", {"shelf": slug}) for slug in ("free-now", "originals", "houses", "far-away")),
    *(("shelf", {"shelf": slug}) for slug in ("slow-evenings", "tonight")),
)
CHILDREN: tuple[tuple[str, dict], ...] = (
    ("continuing", {}),
    ("shelf", {"shelf": "kids-morning"}),
    ("shelf", {"shelf": "kids-together", "at_once": True}),
)


def default_document(kind: str) -> Document:
    """Return the document of a kind of page to begin with."""
    blocks = {"home": HOME, "children": CHILDREN}.get(kind, (("hero", {"style": "campaign"}), ("legal_line", {})))
    return {
        "schema": SCHEMA,
        "next": len(blocks) + 1,
        "page": {},
        "blocks": [made(place, kind, props) for place, (kind, props) in enumerate(blocks, start=1)],
    }


def made(number: int, kind: str, props: dict) -> dict:
    """Return a block that everybody sees at all times."""
    more = {"hidden": False, "from": None, "until": None, "audience": "all"}
    return {"code": f"b{number}", "type": kind, "props": dict(props), **more}
