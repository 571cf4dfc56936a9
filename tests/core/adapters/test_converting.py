"""The JPEG made of another picture or of an over-large one: within the limits, as good as fits, never larger (A2.15)."""

import io
import random

import numpy as np
import pytest
from PIL import Image, ImageCms

from core.adapters import density, images, jpegs, mending, pressing
from core.adapters.converting import mend_jpeg
from core.adapters.jpegs import Unmendable
from tests import making

MOST = 10_485_760


def noise(size, *, mode="RGB", seed=0):
    """As hard to press as a picture can be."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, random.Random(seed).randbytes(size[0] * size[1] * bands))


def mended(source, **limits):
    target = source.with_name("mended.jpg")
    mend_jpeg(source, target, **limits)
    found = density.read(target)
    assert (found.dpi, found.conflicts) == (300, False)
    return target


def pixels(path):
    with Image.open(path) as shot:
        return np.asarray(shot).astype(int)


SAVED = [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "1"), ("WEBP", "RGB"), ("TIFF", "RGB"), ("TIFF", "CMYK"), ("BMP", "RGB"), ("AVIF", "RGB")]  # fmt: skip


@pytest.mark.parametrize(("kind", "mode"), SAVED)
def test_other_pictures_become_a_jpeg_that_looks_the_same(tmp_path, kind, mode):
    source = tmp_path / "given.jpg"
    making.picture((640, 480)).convert(mode).save(source, kind)
    target = mended(source)
    with Image.open(source) as before, Image.open(target) as after:
        assert (after.format, after.size) == ("JPEG", before.size)
        assert after.mode == (mode if mode in ("L", "CMYK") else "RGB")
        wrong = np.abs(np.asarray(before.convert("RGB")).astype(int) - np.asarray(after.convert("RGB")))
        assert wrong.mean() < (16 if mode == "1" else 6)


def test_a_heic_becomes_a_jpeg(tmp_path):
    source = making.heic(tmp_path / "IMG.HEIC", (640, 480))
    with Image.open(mended(source)) as after:
        assert (after.format, after.size, after.mode) == ("JPEG", (640, 480), "RGB")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_turned_picture_is_shown_as_before(tmp_path, kind):
    source, exif = tmp_path / "turned", Image.Exif()
    exif[0x0112] = 6
    making.picture((640, 480)).save(source, kind, exif=exif)
    before, after = images.photo_facts(source), images.photo_facts(mended(source))
    assert (before["width"], before["height"]) == (after["width"], after["height"]) == (480, 640)
    assert (int(before["dhash"], 16) ^ int(after["dhash"], 16)).bit_count() <= 1


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """13 MB as a phone writes it: turned, 72 dpi in EXIF."""
    path = tmp_path_factory.mktemp("large") / "large.jpg"
    return making.jpeg(path, (5200, 3900), quality=97, phone=True, orientation=6)


def test_an_over_large_jpeg_is_pressed_as_little_as_fits(large):
    assert large.stat().st_size > MOST
    target = mended(large, most=MOST)
    with Image.open(large) as before, Image.open(target) as after:
        assert after.size == before.size
        assert after.getexif()[0x0112] == 6
        assert b"Fictional" not in target.read_bytes()
    assert 0.9 * MOST < target.stat().st_size <= MOST
    assert images.photo_facts(target)["fault"] is None
    assert np.abs(pixels(target) - pixels(large)).mean() < 6


def test_the_best_quality_that_fits_is_found_in_few_tries(tmp_path):
    source = tmp_path / "given.png"
    noise((800, 600)).save(source)
    weights = {}
    for quality in range(pressing.LEAST, pressing.BEST + 1):
        kept = io.BytesIO()
        with Image.open(source) as picture:
            picture.save(kept, "JPEG", quality=quality, subsampling=0, **pressing.told(picture, 300))
        weights[quality] = kept.tell()
    for most in (weights[95], weights[95] - 1, weights[83], weights[71] + 1, weights[70]):
        told = []
        target = mended(source, most=most, told=told.append)
        assert target.stat().st_size == max(weight for weight in weights.values() if weight <= most)
        assert len(told) <= 8 and told == sorted(told) and told[-1] < 100


def test_what_does_not_fit_at_any_quality_is_scaled_down_but_never_below_print(tmp_path):
    source = tmp_path / "given.png"
    noise((1600, 1200)).save(source)
    target = mended(source, most=700_000, pixels=[900, 675])
    with Image.open(target) as after:
        assert after.size == (900, 675)  # three quarters, twice
    assert target.stat().st_size > 0.8 * 700_000
    for limits in ({"most": 700_000, "pixels": [901, 675]}, {"most": 20_000, "pixels": [1, 1]}):
        with pytest.raises(Unmendable):
            mend_jpeg(source, tmp_path / "none.jpg", **limits)
    assert not (tmp_path / "none.jpg").exists()


@pytest.mark.parametrize("limits", [{"least": 10_000_000}, {"pixels": [641, 480]}])
def test_a_copy_that_would_not_pass_is_not_made(tmp_path, limits):
    source, target = tmp_path / "given.png", tmp_path / "none.jpg"
    making.picture((640, 480)).save(source)
    with pytest.raises(Unmendable):
        mend_jpeg(source, target, **limits)
    assert not target.exists()


@pytest.mark.parametrize("kind", ["plain", "phone", "progressive", "cmyk", "several"])
def test_what_a_phone_appends_goes_and_every_pixel_stays(tmp_path, kind):
    source = tmp_path / "live.jpg"
    shot = making.picture((640, 480))
    if kind == "phone":
        making.jpeg(source, (640, 480), phone=True, orientation=6)
    elif kind == "several":
        shot.save(
            source, "MPO", save_all=True, append_images=[making.picture((640, 480), seed=1)], dpi=(72, 72)
        )
    else:
        shot.convert("CMYK" if kind == "cmyk" else "RGB").save(
            source, "JPEG", progressive=kind == "progressive"
        )
    alone = jpegs.size(source)
    source.write_bytes(
        making.segment(source.read_bytes(), 0xE5, b"maker" * 900) + b"\0\0\0\x18ftypmp42" + bytes(400_000)
    )
    assert jpegs.size(source) == alone
    target = mended(source, most=400_000)
    assert alone <= target.stat().st_size <= alone + 18
    assert np.array_equal(pixels(target), pixels(source))
    before, after = images.photo_facts(source), images.photo_facts(target)
    assert (before["width"], before["fingerprint"]) == (after["width"], after["fingerprint"])
    assert after["frames"] == 1
    assert list(tmp_path.glob("*.cut")) == []


def test_a_profile_stays_where_it_fits_the_colours(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, kept in (("RGB", profile), ("RGBA", profile), ("L", None)):
        source = tmp_path / "given.png"
        making.picture((64, 48)).convert(mode).save(source, icc_profile=profile)
        with Image.open(mended(source)) as after:
            assert after.info.get("icc_profile") == kept


def test_colours_are_kept_as_fine_as_they_come(tmp_path):
    for kept in (0, 1, 2):
        source = tmp_path / "given.jpg"
        noise((640, 480)).save(source, quality=100, subsampling=kept)
        with Image.open(mended(source, most=source.stat().st_size - 1000)) as after:
            assert pressing.colours(after) == kept


def animated(path, kind):
    making.picture((64, 48)).save(path, kind, save_all=True, append_images=[making.picture((64, 48), seed=1)])


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_several_pictures_are_no_photo_to_convert(tmp_path, kind):
    source = tmp_path / "moving"
    animated(source, kind)
    assert images.photo_facts(source)["unmendable"] == ["jpeg"]
    with pytest.raises(Unmendable):
        mend_jpeg(source, tmp_path / "none.jpg")


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_more_than_8_bits_are_left_to_a_person(tmp_path, mode):
    source = tmp_path / "deep"
    making.picture((64, 48)).convert("L").convert("I" if mode == "I;16" else mode).convert(mode).save(
        source, "TIFF"
    )
    found = images.photo_facts(source)
    assert (found["fault"], found["jpeg_bytes"], found["unmendable"]) == (None, None, ["jpeg"])


def test_the_weight_told_before_is_the_weight_made(tmp_path):
    for kind, mode in (("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("TIFF", "CMYK")):
        source = tmp_path / "given"
        making.picture((640, 480)).convert(mode).save(source, kind)
        assert images.photo_facts(source)["jpeg_bytes"] == mended(source).stat().st_size


def test_in_its_own_process_with_progress(large, tmp_path):
    told = []
    mending.mend(
        "jpeg", large, tmp_path / "made.jpg", options={"least": 1_000_000, "most": MOST}, told=told.append
    )
    assert told and told == sorted(told)
    assert (tmp_path / "made.jpg").stat().st_size <= MOST
    with pytest.raises(mending.Unmendable):
        mending.mend("jpeg", large, tmp_path / "none.jpg", options={"least": MOST - 1, "most": MOST})
    assert not (tmp_path / "none.jpg").exists()
