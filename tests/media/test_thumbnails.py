"""Seek previews cover the film without a gap and never point outside a sheet."""

from itertools import pairwise

import pytest

from tbo.media.thumbnails import ACROSS, DOWN, TILE, tiles_of


@pytest.mark.parametrize(("seconds", "count"), [(0.5, 1), (2, 1), (2.001, 2), (60, 30), (60.0000004, 30), (101, 51)])
def test_every_two_seconds_begun_have_a_preview(seconds, count):
    assert len(tiles_of(seconds)) == count


def test_previews_follow_each_other_to_the_last_moment():
    tiles = tiles_of(101)
    assert all(before.end_s == after.start_s for before, after in pairwise(tiles))
    assert (tiles[0].start_s, tiles[-1].end_s) == (0, 101)


def test_no_place_on_a_sheet_is_used_twice():
    tiles = tiles_of(120)
    assert len({(tile.sheet, tile.x, tile.y) for tile in tiles}) == len(tiles)
    assert {tile.sheet for tile in tiles} == {0, 1, 2}
    assert all(tile.x < ACROSS * TILE[0] and tile.y < DOWN * TILE[1] for tile in tiles)
