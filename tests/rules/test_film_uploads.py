"""Films come in pieces: how many, how long each is, and how much has come, to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.film_uploads import (
    LARGEST,
    NOT_AIRED,
    PIECE,
    TO_BE_PACKAGED,
    UNDER_WAY,
    UploadState,
    length_of,
    percent_come,
    pieces_of,
)

SIZES = st.integers(1, LARGEST)


def test_a_piece_is_a_megabyte_and_a_film_at_most_sixty_four_gigabytes():
    assert PIECE == 2**20
    assert LARGEST == 64 * 2**30


@pytest.mark.parametrize(
    ("size", "pieces"), [(1, 1), (PIECE - 1, 1), (PIECE, 1), (PIECE + 1, 2), (2 * PIECE, 2), (LARGEST, 65536)]
)
def test_a_film_comes_in_as_few_pieces_as_hold_it(size, pieces):
    assert pieces_of(size) == pieces


@given(SIZES.filter(lambda size: size <= 50 * PIECE))
def test_all_pieces_together_are_the_film(size):
    lengths = [length_of(piece, size) for piece in range(pieces_of(size))]
    assert sum(lengths) == size
    assert set(lengths[:-1]) <= {PIECE}
    assert 0 < lengths[-1] <= PIECE


@pytest.mark.parametrize(("piece", "length"), [(0, PIECE), (1, PIECE), (2, 5)])
def test_only_the_last_piece_is_shorter(piece, length):
    assert length_of(piece, 2 * PIECE + 5) == length


@pytest.mark.parametrize("piece", [-1, 3, 4])
def test_a_film_has_no_piece_before_the_first_or_behind_the_last(piece):
    with pytest.raises(ValueError, match=f"^a film of {2 * PIECE + 5} bytes has no piece {piece}$"):
        length_of(piece, 2 * PIECE + 5)


@pytest.mark.parametrize(
    ("pieces", "size", "percent"),
    [(0, 5, 0), (1, 5, 100), (1, 2 * PIECE, 50), (2, 2 * PIECE, 100), (1, 3 * PIECE, 33), (2, PIECE + 1, 100)],
)
def test_what_has_come_is_told_in_whole_percent_and_never_more_than_all(pieces, size, percent):
    assert percent_come(pieces, size) == percent


@given(SIZES)
def test_a_film_is_all_there_with_its_last_piece_and_not_before(size):
    assert percent_come(pieces_of(size), size) == 100
    assert percent_come(pieces_of(size) - 1, size) < 100


def test_an_upload_is_under_way_or_ended_and_packaging_waits_for_all_of_it():
    assert set(UNDER_WAY) == {UploadState.COMING, UploadState.WAITING, UploadState.PACKAGING}
    assert set(TO_BE_PACKAGED) == {UploadState.WAITING, UploadState.PACKAGING}
    assert set(NOT_AIRED) == {UploadState.FAILED, UploadState.CANCELLED}
    assert set(UploadState) - UNDER_WAY - NOT_AIRED == {UploadState.ON_AIR}
