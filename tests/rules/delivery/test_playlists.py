"""Where every file is signed by itself, lists name signed segments and beginnings; lists and keys stay as they are."""

from tbo.rules.delivery.playlists import signed_list, signed_previews

MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="原声",URI="audio/zh/list.m3u8"

#EXT-X-STREAM-INF:BANDWIDTH=289512,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="sound"
video/360p/list.m3u8
"""
MEDIA = """#EXTM3U
#EXT-X-MAP:URI="init.mp4"
#EXT-X-KEY:METHOD=AES-128,URI="../../key.bin"
#EXTINF:4.000000,
s0000.m4s
#EXTINF:4.000000,
s0001.m4s
#EXT-X-ENDLIST
"""


def link(path: str) -> str:
    """Sign in a way that is easy to read."""
    return f"https://cdn.test/e001/{path}?signed"


def test_a_list_of_lists_stays_at_the_shop():
    assert signed_list(MASTER, "master.m3u8", link) == MASTER


def test_segments_and_beginnings_are_signed_by_their_own_path_and_keys_stay():
    signed = signed_list(MEDIA, "video/360p/list.m3u8", link)
    assert signed.split("\n") == [
        "#EXTM3U",
        '#EXT-X-MAP:URI="https://cdn.test/e001/video/360p/init.mp4?signed"',
        '#EXT-X-KEY:METHOD=AES-128,URI="../../key.bin"',
        "#EXTINF:4.000000,",
        "https://cdn.test/e001/video/360p/s0000.m4s?signed",
        "#EXTINF:4.000000,",
        "https://cdn.test/e001/video/360p/s0001.m4s?signed",
        "#EXT-X-ENDLIST",
        "",
    ]


def test_words_of_subtitles_are_files_like_any_other():
    text = "#EXTM3U\n#EXTINF:60.000,\ntext.vtt\n"
    assert "\nhttps://cdn.test/e001/subtitles/en/text.vtt?signed\n" in signed_list(text, "subtitles/en/list.m3u8", link)


def test_nothing_outside_the_asset_is_ever_signed():
    for address in ("../../../e002/s0.m4s", "/e002/s0.m4s", "https://else.test/s0.m4s", "../../..", "s0.m4s?x=1"):
        assert signed_list(address, "video/360p/list.m3u8", link) == address


def test_what_climbs_and_stays_inside_is_signed_as_what_it_is():
    assert signed_list("../shared/s0.m4s", "video/360p/list.m3u8", link) == link("video/shared/s0.m4s")


def test_seek_pictures_are_signed_before_their_place_on_the_sheet():
    text = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nsheet-000.jpg#xywh=0,0,160,90\n"
    assert signed_previews(text, "thumbnails/index.vtt", link) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n"
        "https://cdn.test/e001/thumbnails/sheet-000.jpg?signed#xywh=0,0,160,90\n"
    )
