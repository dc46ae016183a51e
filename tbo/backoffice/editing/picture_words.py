"""What is said of pictures: why one is not taken, and what a page with it would be told of."""

from flask_babel import gettext as _

from ...media.pictures import NotAPicture, PictureRefused, TooManyPixels, TooSmall
from ...media.uploaded_pictures import LEAST, is_soft
from ...pages.fields import LANGUAGES
from ...pages.picture_making import folder_of, frame_of_row
from ...pages.picture_models import Picture
from ...pages.promised_pictures import HEAVIEST


def picture_folder(found: Picture) -> str:
    """Return the folder of the files that are there, "" before the first are."""
    return folder_of(found.key, found.made_version) if found.made_version is not None else ""


def picture_warnings(found: Picture) -> list[str]:
    """Say what a page with this picture would be told of."""
    said = []
    missing = [tag for tag in LANGUAGES if not found.alt.get(tag)]
    if missing:
        said.append(_("缺替代文字：%(tags)s。没有中文的不能发布。", tags=", ".join(missing)))
    if (found.heaviest or 0) > HEAVIEST:
        said.append(
            _("太重：%(weight)s KB，最多 %(most)s KB。", weight=(found.heaviest or 0) // 1000, most=HEAVIEST // 1000)
        )
    if is_soft(found.width, found.height, frame_of_row(found)):
        said.append(_("在大屏幕上会发虚：横着至少要 1600 像素。"))
    return said


def refused_words(refused: PictureRefused) -> str:
    """Say why a file is not taken, and what to do."""
    if isinstance(refused, NotAPicture):
        return _("这不是 JPEG、PNG、WebP 或 AVIF 图片，没有收下。请另存成其中一种；SVG 和 GIF 不收。")
    if isinstance(refused, TooManyPixels):
        return _("这张图超过 4000 万像素，没有收下。请缩小再传。")
    if isinstance(refused, TooSmall):
        return _("这张图太小，没有收下：每边至少 %(least)s 像素。", least=LEAST)
    return _("这个图片文件坏了，或者没有传完，没有收下。请重新导出再传。")
