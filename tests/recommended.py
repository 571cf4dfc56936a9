"""Draws a unit's letter that recommends an officer, sealed and photographed by a phone."""

from PIL import Image, ImageDraw, ImageFont

from tests import sealing
from tests.conftest import ROOT

_FONT = ROOT / "core/adapters/fonts/NotoSerifSC_400Regular.ttf"
_WORDS = (
    "兹推荐本单位职工担任“五小”征集的工会干事，",
    "负责确认本单位职工的申报，核对盖章的承诺书，",
    "提醒没有交的职工，推荐路演项目。",
    "联系电话见申请。特此推荐。",
)


def letter(path, unit, *, seal=sealing.RED, light=1.0, shrunk=1):
    """A JPEG, with `shrunk` 2 of half as many pixels a side. Gives the path."""
    sheet = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(sheet)
    draw.text((560, 260), "推 荐 信", font=ImageFont.truetype(_FONT, 110), fill="black")
    for number, words in enumerate(_WORDS):
        draw.text((200, 560 + 130 * number), words, font=ImageFont.truetype(_FONT, 58), fill="black")
    draw.text((820, 1640), unit, font=ImageFont.truetype(_FONT, 58), fill="black")
    shot = sealing.shot_of(sheet, seal=seal, light=light)
    shot.resize((shot.width // shrunk, shot.height // shrunk)).save(path, "JPEG", quality=80)
    return path
