"""Makes sealed papers as a phone photographs them: printed, stamped by the test, tilted, a little blurred."""

import io

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageOps


def printed(pdf, page=0, longest=3000):
    """A page of a PDF (bytes) as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        picture = sheet.render(scale=longest / max(sheet.get_size())).to_pil().convert("RGB")
        sheet.close()
    return picture


def photo_of(pdf, path, *, page=0, longest=3000, tilt=2.0, blur=0.8, quality=85):
    """A JPEG of a letter that lies on a table, with a seal, about 0.8 MB unless told otherwise. Gives the path."""
    sheet = printed(pdf, page, longest)
    _stamp(sheet)
    tilted = sheet.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=(124, 98, 76))
    table = ImageOps.expand(tilted, border=longest // 30, fill=(124, 98, 76))
    grain = Image.effect_noise(table.size, 24).convert("RGB")
    shot = Image.blend(table.filter(ImageFilter.GaussianBlur(blur)), grain, 0.08)
    shot.save(path, "JPEG", quality=quality, dpi=(72, 72))
    return path


def _stamp(sheet):
    """A red ring with a star where the letter leaves room: a test may draw what the system must not."""
    draw = ImageDraw.Draw(sheet)
    radius = sheet.width // 10
    x, y = sheet.width * 3 // 10, sheet.height * 72 // 100
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(200, 30, 40), width=radius // 10)
    draw.regular_polygon((x, y, radius // 3), 3, fill=(200, 30, 40))


def blank_pdf(width=595, height=842, pages=1):
    """A PDF of empty pages."""
    made = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(width, height).close()
        document.save(made)
    return made.getvalue()
