"""Paragraphs, lists and headings, typed as Markdown."""

from flask_babel import gettext as _

from ..block_types import BlockType, Props
from ..fields import Texts
from ..rich_text import rich_text
from ..scene import Scene


def _view(props: Props, scene: Scene) -> dict | None:
    text = scene.words(props.get("markdown"))
    return {"html": rich_text(text)} if text else None


BLOCK = BlockType(
    key="rich_text",
    name=lambda: _("文字"),
    sign="scroll",
    order=40,
    fields=(
        Texts(
            name="markdown",
            label=lambda: _("正文（Markdown）"),
            limit=4000,
            lines=True,
            required=True,
        ),
    ),
    view=_view,
    presets=((lambda: _("一封信"), {"markdown": {"zh-Hans": "## 写在前面\n\n"}}),),
)
