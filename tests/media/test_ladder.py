"""The ladder never enlarges, starts in the middle, and keeps two seconds whole."""

import pytest

from tbo.media.ladder import Rung, frame_rate_for, ladder_for, middle_first, parse_rung
from tbo.media.refusals import WrongArgument


@pytest.mark.parametrize(
    ("height", "rungs"),
    [
        (1080, ["240p", "360p", "480p", "720p", "1080p"]),
        (1079, ["240p", "360p", "480p", "720p"]),
        (2160, ["240p", "360p", "480p", "720p", "1080p"]),
        (480, ["240p", "360p", "480p"]),
        (100, ["240p"]),
    ],
)
def test_a_source_is_never_enlarged_but_always_gets_one_rung(height, rungs):
    assert [rung.name for rung in ladder_for(height)] == rungs


@pytest.mark.parametrize(
    ("source", "rate"),
    [(24, 24), (23.976, 24), (25, 25), (29.97, 30), (50, 25), (59.94, 30), (60, 30), (15, 24), (12, 24)],
)
def test_the_frame_rate_is_whole_and_near_the_source(source, rate):
    assert frame_rate_for(source) == rate


def test_the_middle_rung_leads_the_master():
    assert [rung.height for rung in middle_first(ladder_for(480))] == [360, 240, 480]


def test_one_rung_alone_leads():
    assert middle_first((Rung(240, 1),)) == (Rung(240, 1),)


def test_widths_are_even_and_keep_the_shape():
    assert Rung(480, 1).width_for(1280, 720) == 854
    assert Rung(240, 1).width_for(1280, 720) == 426
    assert Rung(240, 1).width_for(1440, 1080) == 320


def test_a_rung_is_read_from_words():
    assert parse_rung("480:230") == Rung(480, 230_000)


@pytest.mark.parametrize("text", ["480", "480:", ":230", "480:0", "481:230", "-480:230", "４８０:230", "480:2e3"])
def test_a_rung_that_is_not_two_numbers_is_refused(text):
    with pytest.raises(WrongArgument):
        parse_rung(text)
