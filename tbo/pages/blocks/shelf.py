"""A shelf of the catalogue, filled by its rule or by hand there; the lower ones come when they are reached."""

from dataclasses import replace

from flask_babel import gettext as _

from ...storefront.shelves import begun, shelf_row, waiting_row
from ...web.locale import in_language
from ..block_types import BlockType, Props
from ..fields import Texts, Yes
from ..scene import Scene
from ..shelf_names import shelf_field, shelf_name


def _view(props: Props, scene: Scene) -> dict | None:
    slug = props.get("shelf")
    if not isinstance(slug, str) or slug in scene.shelves:
        return None
    at_once = not scene.shelves or props.get("at_once") is True or scene.only_catalogue or scene.beforehand
    row = shelf_row(slug, scene.visit) if at_once else waiting_row(slug, scene.visit)
    if row is None or (row.cards is not None and not row.cards):
        return None
    scene.shelves.append(slug)
    name = scene.words(props.get("name"))
    row = row if scene.beforehand else begun(row)
    return {"shelf": replace(row, name=name) if name else row}


def _label(props: Props) -> str:
    """Say the name that was given, else that of the shelf."""
    return in_language(props.get("name")) or shelf_name(str(props.get("shelf") or ""))


BLOCK = BlockType(
    key="shelf",
    name=lambda: _("片单：按规则"),
    sign="list",
    order=20,
    at_most=12,
    is_catalogue=True,
    fields=(
        shelf_field(),
        Texts(name="name", label=lambda: _("另起的名字"), limit=16),
        Yes(
            name="at_once", label=lambda: _("打开页面就取来"), hint=lambda: _("不选就等滚到才取，第一份片单总是马上有")
        ),
    ),
    view=_view,
    presets=(
        (lambda: _("今晚免费"), {"shelf": "free-now"}),
        (lambda: _("全家一起看"), {"shelf": "tonight"}),
        (lambda: _("就要下架"), {"shelf": "leaving"}),
    ),
    label_of=_label,
)
