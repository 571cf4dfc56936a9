"""Whether a person could read a sheet: black, blank, no sheet, dark, blurred."""

import pytest
from PIL import Image, ImageFilter

from core.adapters import legible, papers
from tests.core.adapters.test_papers import page
from tests.sealing import printed, selfie, shot_of

GOOD = {"lit": True, "inked": True, "sheet": True, "bright": True, "sharp": True}
UNTOLD = dict.fromkeys(GOOD)


@pytest.fixture(scope="module")
def letters():
    return papers.letters([page("innovation", 0), page("innovation", 1), page("roadshow", 0)])


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("longest", [900, 3000])
def test_every_letter_is_a_sheet_with_words(letters, number, longest):
    sheet = printed(letters, number, longest)
    assert legible.seen(sheet.convert("L")) == GOOD
    assert legible.seen(shot_of(sheet, tilt=6, blur=longest / 3000).convert("L")) == GOOD


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda sheet: sheet.point(lambda value: value // 8), UNTOLD | {"lit": False}),
        (lambda sheet: Image.new("L", sheet.size, 200), UNTOLD | {"lit": True, "inked": False}),
        (lambda sheet: sheet.point(lambda value: value // 4), GOOD | {"bright": False}),
        (lambda sheet: sheet.filter(ImageFilter.GaussianBlur(7)), GOOD | {"sharp": False}),
        (lambda sheet: selfie().convert("L"), UNTOLD | {"lit": True, "inked": True, "sheet": False}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_picture(letters, change, told):
    assert legible.seen(change(printed(letters, 1, 3000).convert("L"))) == told


@pytest.mark.parametrize("size", [(1, 1), (30, 2000), (39, 39)])
def test_a_picture_too_small_for_a_word_is_told_too(size):
    assert set(legible.seen(Image.linear_gradient("L").resize(size))) == set(GOOD)
