"""Every photo of the corpus that has a mend: the copy passes its own check; and density never touches a pixel."""

import hashlib

import pytest
from PIL import Image

from core.adapters import density, mending
from core.adapters.density import Unmendable
from core.domain.fieldtypes import photographed
from core.services import judging
from tests.core.domain.made import innovation
from tests.corpus import photos, shelf

FIELD = innovation("photos")
MENDED = [case for case in photos.CASES if any(fix for _, fix in case.must)]
JPEGS = [case for case in photos.CASES if case.name.endswith((".jpg", "named.png", "no suffix"))]
LEFT_ALONE = {"RGB inside, no JFIF.jpg", "three bytes.jpg", "cut in the header.jpg"}


@pytest.mark.parametrize("case", MENDED, ids=lambda case: case.name)
def test_a_mended_photo_passes_its_own_check(case, tmp_path):
    (fix,) = {fix for _, fix in case.must if fix}
    target = tmp_path / "mended.jpg"
    mending.mend(fix, shelf.path_of(case), target, options=photographed.limits(FIELD, fix))
    [verdict] = judging.each(FIELD, [target])
    assert verdict == {"file": "mended.jpg", "ok": True, "findings": []}


def scan(content):
    """Everything from the start of the scan on."""
    place = 2
    while content[place + 1] != 0xDA:
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return content[place:]


def pixels(path):
    """A digest of every pixel; of a picture that no reader opens, nothing."""
    try:
        with Image.open(path) as shot:
            return hashlib.sha256(shot.tobytes()).hexdigest()
    except OSError:
        return None


@pytest.mark.parametrize("case", JPEGS, ids=lambda case: case.name)
def test_density_touches_neither_a_pixel_nor_a_byte_of_the_scan(case, tmp_path):
    source, target = shelf.path_of(case), tmp_path / "mended.jpg"
    before = source.read_bytes()
    if before[:3] != b"\xff\xd8\xff":
        return
    try:
        density.write(source, target, 300)
    except Unmendable:
        assert case.name in LEFT_ALONE
        return
    after = target.read_bytes()
    assert len(after) - len(before) in (0, 18)
    assert scan(after) == scan(before)
    assert pixels(target) == pixels(source)
    assert density.read(target).dpi == 300
