"""Why an upload is not taken, and why a film could not be packaged, in words for staff."""

from flask_babel import gettext as _

from ...web.errors import Refusal


class FilmRefused(Refusal):
    """A film, its episode or its subtitles cannot be taken; nothing was changed."""

    status = 422

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self._sentence = sentence

    def words(self) -> str:
        """Say what is wrong."""
        return self._sentence


class UploadOver(Refusal):
    """A piece came for an upload that takes none any more."""

    status = 410

    def words(self) -> str:
        """Say how to go on."""
        return _("这次上传已经结束或取消了。请刷新页面。")


class PieceMissing(Refusal):
    """A piece came before the one that stands before it."""

    status = 409


def failure_words(failure: str | None) -> str:
    """Say why packaging ended; the detail stands beside it."""
    known = {
        "FfmpegMissing": _("这台机器上没有 ffmpeg。"),
        "NotAVideo": _("这个文件不是能读的影片。"),
        "NoVideoStream": _("这个文件没有画面。"),
        "NoAudioStream": _("这个文件没有声音。"),
        "SubtitlesBroken": _("字幕不是能读的 WebVTT。"),
        "DurationDiffers": _("声音或字幕和影片的长度对不上。"),
        "GivenUp": _("打包停了，一天没有动静。请再上传一次。"),
        "PackagingFailed": _("ffmpeg 中途停了，影片可能是坏的。"),
    }
    return known.get(failure or "", _("打包没有成功。"))
