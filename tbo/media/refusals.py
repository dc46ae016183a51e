"""Why a file cannot be packaged: one named exception for each reason."""


class MediaRefused(Exception):
    """What was given cannot be packaged; the text says what is wrong and what to do."""


class FfmpegMissing(MediaRefused):
    """The programs ffmpeg and ffprobe are not installed."""


class FileMissing(MediaRefused):
    """A named file does not exist."""


class NotAVideo(MediaRefused):
    """The file cannot be read as a film at all."""


class NoVideoStream(MediaRefused):
    """The file has sound but no picture."""


class NoAudioStream(MediaRefused):
    """A file given as sound has none."""


class SubtitlesBroken(MediaRefused):
    """A subtitle file is not WebVTT, or its times make no sense."""


class DurationDiffers(MediaRefused):
    """Sound or subtitles do not belong to a picture of this length."""


class WrongArgument(MediaRefused):
    """A word of the command cannot be understood."""


class PackagingFailed(MediaRefused):
    """ffmpeg gave up in the middle; the text ends with its own last words."""
