"""A decoded picture made fit to be looked at: turned upright, laid on white paper."""

import struct

from PIL import Image

TURNS = {  # EXIF orientation: what makes it upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_STRIP = 256  # rows


def orientation(picture: Image.Image) -> int:
    """1 to 8 as EXIF says it; 1 where it says nothing readable."""
    try:
        value = picture.getexif().get(0x0112, 1)
    except (SyntaxError, ValueError, struct.error):  # what EXIF says is broken; the picture need not be
        return 1
    return value if isinstance(value, int) and value in TURNS else 1


def turned(picture: Image.Image, by: int) -> Image.Image:
    """The picture as an EXIF orientation wants it shown."""
    turn = TURNS.get(by)
    return picture.transpose(turn) if turn is not None else picture


def on_white(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white paper. Strip by strip: at most one more picture is held in memory."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture if picture.mode == "RGB" else picture.convert("RGB")
    sheet = Image.new("RGB", picture.size, "white")
    for top in range(0, picture.height, _STRIP):
        strip = picture.crop((0, top, picture.width, min(top + _STRIP, picture.height))).convert("RGBA")
        sheet.paste(strip, (0, top), strip.getchannel("A"))
    return sheet
