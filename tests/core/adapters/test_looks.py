"""How photos look: twins are known and bursts told apart; dark, blank and blurred ones are measured (A2.15)."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from core.adapters.images import mend_density, photo_facts
from core.domain.fieldtypes import twins
from core.domain.fieldtypes.shape import File
from tests import making

SIZE = (2400, 1600)
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def shot(request):
    return making.picture(SIZE, seed=request.param)


@pytest.fixture
def taken(tmp_path):
    """What the domain knows of a picture saved as a file."""

    def taken(picture, name="photo.jpg", **told):
        path = tmp_path / name
        picture.save(path, **({"quality": 92} | told))
        return path, File(name, name, photo_facts(path), str(path))

    return taken


def scaled(to):
    return lambda shot: shot.resize(to, Image.Resampling.LANCZOS)


def same(shot):
    return shot


TWINS = {
    "pressed": (same, {"quality": 40}),
    "pressed to a PNG": (same, {"format": "PNG"}),
    "sent by chat": (scaled((1280, 853)), {"quality": 75}),
    "scaled down": (scaled((1800, 1200)), {}),
    "scaled up": (scaled((3600, 2400)), {}),
    "tiny": (scaled((640, 427)), {"quality": 60}),
}


@pytest.mark.parametrize("kind", TWINS)
def test_a_picture_saved_or_scaled_again_is_alike_and_not_the_same(shot, taken, kind):
    make, told = TWINS[kind]
    _, one = taken(shot)
    _, other = taken(make(shot), "other.jpg", **told)
    assert (twins.are_alike(one.facts, other.facts), twins.are_same(one, other)) == (True, False)


def test_another_header_makes_no_other_picture(shot, taken, tmp_path):
    path, one = taken(shot, dpi=(72, 72))
    mend_density(path, tmp_path / "mended.jpg")
    other = File("b", "b.jpg", photo_facts(tmp_path / "mended.jpg"), "another")
    assert twins.are_same(one, other)


def moved_by(part):
    """A hand over so much of the picture."""

    def make(shot):
        shot = shot.copy()
        wide, high = (round(side * part**0.5) for side in SIZE)
        hand = Image.new("RGB", (wide, high), (196, 150, 120))
        shot.paste(hand, (1000, 700))
        return shot

    return make


BURSTS = {
    "a hand of 2 in 100": moved_by(0.02),
    "a hand of 5 in 100": moved_by(0.05),
    "a step aside": lambda shot: shot.transform(SIZE, Image.Transform.AFFINE, (1, 0, 48, 0, 1, 32)),
    "nearer": lambda shot: shot.crop((72, 48, 2328, 1552)),
    "lighter": lambda shot: ImageEnhance.Brightness(shot).enhance(1.15),
    "another": lambda shot: making.picture(SIZE, seed=77),
}


@pytest.mark.parametrize("kind", BURSTS)
def test_two_shots_of_one_scene_are_neither_alike_nor_the_same(shot, taken, kind):
    _, one = taken(shot)
    _, other = taken(BURSTS[kind](shot), "other.jpg")
    assert (twins.are_alike(one.facts, other.facts), twins.are_same(one, other)) == (False, False)


def test_a_burst_from_a_tripod_is_never_refused(shot, taken):
    """Nothing moved and only the grain differs: no measure tells it from a saved copy, so it is no more than alike."""
    grain = np.random.default_rng(5).integers(-12, 13, (SIZE[1], SIZE[0], 1))
    again = Image.fromarray((np.asarray(shot).astype(int) + grain).clip(0, 255).astype(np.uint8))
    _, one = taken(shot)
    _, other = taken(again, "other.jpg")
    assert (twins.are_alike(one.facts, other.facts), twins.are_same(one, other)) == (True, False)


def test_sharpness_falls_as_a_picture_is_blurred(shot, taken):
    found = []
    for radius in (0, 2, 5, 9, 20):
        picture = shot.filter(ImageFilter.GaussianBlur(radius)) if radius else shot
        found.append(taken(picture)[1].facts["sharpness"])
    assert found == sorted(found, reverse=True)
    assert found[1] >= 18 > found[3]


@pytest.mark.parametrize("across", [True, False])
def test_a_shaken_hand_is_seen_in_either_direction(shot, taken, across):
    smeared = shot.filter(ImageFilter.BoxBlur((14, 0) if across else (0, 14)))
    assert taken(smeared)[1].facts["sharpness"] < 18


@pytest.mark.parametrize(
    ("colour", "light", "contrast"), [("black", 0, 0), ("white", 255, 0), ((90, 90, 90), 90, 0)]
)
def test_one_colour(taken, colour, light, contrast):
    facts = taken(Image.new("RGB", SIZE, colour))[1].facts
    assert (facts["light"], facts["contrast"], facts["sharpness"]) == (light, contrast, 0)


def test_a_picture_of_a_few_pixels_is_measured_too(taken):
    for size in ((1, 1), (2, 1), (9, 8), (3000, 1)):
        assert taken(Image.new("RGB", size, "red"), "small.png", format="PNG")[1].facts["fault"] is None
