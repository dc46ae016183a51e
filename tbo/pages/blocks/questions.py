"""Questions and answers that fold open."""

from flask_babel import gettext as _

from ..block_types import BlockType, Props
from ..fields import Items, Texts, filled_items
from ..rich_text import rich_text
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    items = [(scene.words(each.get("question")), scene.words(each.get("answer"))) for each in _items(props)]
    shown = [(question, rich_text(answer)) for question, answer in items if question and answer]
    return {"items": shown} if shown else None


def _items(props: Props) -> list[dict]:
    return filled_items(props.get("items"))


BLOCK = BlockType(
    key="questions",
    name=lambda: _("问答"),
    sign="info",
    order=42,
    at_most=2,
    fields=(
        Items(
            name="items",
            label=lambda: _("问答"),
            least=2,
            most=12,
            fields=(
                Texts(name="question", label=lambda: _("问题"), limit=40, required=True),
                Texts(name="answer", label=lambda: _("回答（Markdown）"), limit=600, lines=True, required=True),
            ),
        ),
    ),
    view=_view,
)
