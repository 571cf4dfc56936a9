"""The promise of the code on a letter: it is read from a bad photo."""

import random

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from core.adapters import papers, qrcodes, scans
from tests.core.adapters.test_papers import CODE, page
from tests.sealing import perspective, printed

URL = f"https://wuxiao.example.org.cn/p/{CODE}"
TABLE = (124, 98, 76)
MODULE = 6  # pixels


@pytest.fixture(scope="module")
def foot():
    """The foot of a letter, printed so that a module of its code is 6 pixels: 3.2 cm of paper are 33 modules and twice
    2 of rim."""
    sheet = printed(papers.letters([page("innovation", 1, qr=URL)]), longest=round(29.7 / 3.2 * 37 * MODULE))
    return sheet.crop((sheet.width // 2, sheet.height * 2 // 3, sheet.width, sheet.height))


def bad_photo(sheet, seed):
    """Tilted to 20°, from aside, blurred by 2 pixels, darker, noisy, pressed at 40; each as the seed has it."""
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    lying = sheet.rotate(chance.uniform(-20, 20), Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    width, height = lying.size

    def near(x, y):
        return x + chance.uniform(-0.07, 0.07) * width, y + chance.uniform(-0.07, 0.07) * height

    corners = [near(0, 0), near(width, 0), near(width, height), near(0, height)]
    seen = perspective(lying, corners, fill=TABLE).filter(ImageFilter.GaussianBlur(2))
    light, grain = chance.uniform(0.5, 1), chance.uniform(6, 18)
    pixels = np.asarray(seen) * light + noise.normal(0, grain, (height, width, 1))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def test_the_code_survives_95_of_100_bad_photos(foot, tmp_path):
    found = []
    for seed in range(100):
        bad_photo(foot, seed).save(tmp_path / "p.jpg", quality=40)
        found.append(scans.paper_facts(tmp_path / "p.jpg")["codes"])
    assert all(codes in ([URL], []) for codes in found)  # never another text
    assert found.count([URL]) >= 95


def test_a_code_half_in_shadow_and_creased(foot):
    pixels = np.asarray(foot.convert("L")).astype(np.float32)
    pixels[:, pixels.shape[1] * 7 // 10 :] *= 0.3
    pixels[pixels.shape[0] * 2 // 3 :] *= 0.6
    middle = pixels.shape[0] * 11 // 20
    pixels[middle : middle + 3] *= 0.6
    assert qrcodes.texts(Image.fromarray(pixels.astype(np.uint8))) == [URL]


@pytest.mark.parametrize("turn", [37, 135, 200, 311])
def test_a_small_sheet_in_a_large_photo(turn):
    sheet = printed(papers.letters([page("innovation", 1, qr=URL)]), longest=1700).convert("L")
    lying = sheet.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    shot = ImageOps.expand(lying, (1200, 700, 300, 400), fill=90)
    assert qrcodes.texts(shot) == [URL]


def test_even_light_leaves_a_dark_sheet_white_and_its_words_black():
    sheet = Image.new("L", (600, 600), 60)
    sheet.paste(10, (100, 100, 130, 130))
    even = qrcodes.levelled(sheet)
    assert (even.getpixel((400, 400)), even.getpixel((115, 115))) == (255, 50)


def test_a_part_of_one_tone_is_not_looked_at(monkeypatch):
    """Of a sheet with one line in its corner only what holds the line; of an empty one nothing."""
    sheet = Image.new("L", (1700, 2400), 255)
    with monkeypatch.context() as patched:
        patched.setattr(qrcodes, "_looks", None)
        assert qrcodes.texts(sheet) == []
    sheet.paste(0, (20, 2300, 300, 2310))
    looks = list(qrcodes._looks(sheet))
    assert len(looks) == 7  # six of the whole sheet, one of its nine parts
    assert all(map(qrcodes._holds_something, looks))


def test_no_code_is_no_text():
    assert qrcodes.texts(Image.effect_noise((800, 600), 80)) == []
