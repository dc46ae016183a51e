"""What this profile goes on with; nobody else sees the block."""

from flask_babel import gettext as _

from ...storefront.shelves import shelf_row
from ..block_types import BlockType, Props
from ..scene import Scene


def _view(_props: Props, scene: Scene) -> dict | None:
    row = None if scene.visit.is_anonymous else shelf_row("continue", scene.visit, is_first=True)
    return {"shelf": row} if row is not None and row.cards else None


BLOCK = BlockType(
    key="continuing", name=lambda: _("继续观看"), sign="rotate-ccw", order=22, at_most=1, fields=(), view=_view
)
