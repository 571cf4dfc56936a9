"""A red seal is found fresh and faint, by daylight and lamplight; red words, a red coat and a grey scan are none."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.adapters import papers, stamps
from tests.core.adapters.test_papers import page
from tests.sealing import FAINT, RED, printed, shot_of, stamp


@pytest.fixture(scope="module")
def letter():
    return printed(papers.letters([page("innovation", 1)]), longest=2000)


def lamplight(picture):
    return Image.fromarray((np.asarray(picture) * np.array([1, 0.84, 0.62])).astype(np.uint8))


@pytest.mark.parametrize("light", [lambda picture: picture, lamplight], ids=["day", "lamp"])
@pytest.mark.parametrize("ink", [RED, FAINT], ids=["fresh", "faint"])
def test_a_seal_is_found(letter, ink, light):
    sheet = letter.copy()
    stamp(sheet, ink)
    assert stamps.has_red_seal(light(sheet))


def test_a_square_seal_is_found_on_a_table_aslant(letter):
    sheet = letter.copy()
    ImageDraw.Draw(sheet).rectangle((400, 1500, 600, 1690), outline=RED, width=14)
    ImageDraw.Draw(sheet).text((430, 1530), "印", fill=RED)
    assert stamps.has_red_seal(shot_of(sheet, tilt=9, seal=None))


@pytest.mark.parametrize("light", [lambda picture: picture, lamplight], ids=["day", "lamp"])
def test_a_letter_without_a_seal_has_none(letter, light):
    assert not stamps.has_red_seal(light(letter))
    assert not stamps.has_red_seal(light(shot_of(letter.copy(), tilt=5, seal=None)))


@pytest.mark.parametrize(
    "box",
    [
        (300, 150, 1100, 230),  # a red title
        (700, 1500, 712, 1512),  # a red dot
        (0, 1700, 240, 2000),  # a finger at the rim
        (50, 500, 1370, 1800),  # a red folder
    ],
)
def test_other_red_things_are_no_seal(letter, box):
    sheet = letter.copy()
    ImageDraw.Draw(sheet).rectangle(box, fill=RED)
    assert not stamps.has_red_seal(sheet)


def test_colour_is_told_from_grey(letter):
    sheet = letter.copy()
    stamp(sheet)
    grey = sheet.convert("L")
    pictures = (sheet, grey, grey.convert("RGB"), sheet.convert("1"), sheet.convert("LA"))
    assert [stamps.has_colour(picture) for picture in pictures] == [True, False, False, False, False]
