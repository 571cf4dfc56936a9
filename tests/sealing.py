"""Makes sealed papers as a phone photographs them: printed, stamped by the test, tilted, a little blurred."""

import io

import numpy as np
import pikepdf
import pillow_heif
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests import making

RED, FAINT = (200, 30, 40), (235, 185, 188)  # a fresh seal, and the last of an ink pad


def printed(pdf, page=0, longest=3000):
    """A page of a PDF (bytes) as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page]
        picture = sheet.render(scale=longest / max(sheet.get_size())).to_pil().convert("RGB")
        sheet.close()
    return picture


def photo_of(pdf, path, *, page=0, longest=3000, tilt=2.0, blur=0.8, quality=85, seal=RED, light=1.0):
    """A JPEG of a letter that lies on a table, with a seal (None: not sealed), about 0.8 MB unless told otherwise; a
    HEIC by its suffix. Gives the path."""
    shot = shot_of(printed(pdf, page, longest), tilt=tilt, blur=blur, seal=seal, light=light)
    if path.suffix == ".heic":
        pillow_heif.register_heif_opener()
        shot.save(path, "HEIF", quality=60, enc_params=making.QUICK)
    else:
        shot.save(path, "JPEG", quality=quality, dpi=(72, 72))
    return path


def shot_of(sheet, *, tilt=2.0, blur=0.8, seal=RED, light=1.0):
    """A sheet (a picture) as photographed on a table, in `light` from 0 to 1."""
    longest = max(sheet.size)
    if seal:
        stamp(sheet, seal)
    tilted = sheet.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=(124, 98, 76))
    table = ImageOps.expand(tilted, border=longest // 30, fill=(124, 98, 76))
    grain = Image.effect_noise(table.size, 24).convert("RGB")
    shot = Image.blend(table.filter(ImageFilter.GaussianBlur(blur)), grain, 0.08)
    return shot.point(lambda value: value * light) if light < 1 else shot


def stamp(sheet, ink=RED):
    """A red ring with a star where the letter leaves room: a test may draw what the system must not."""
    draw = ImageDraw.Draw(sheet)
    radius = sheet.width // 10
    x, y = sheet.width * 3 // 10, sheet.height * 72 // 100
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ink, width=radius // 10)
    draw.regular_polygon((x, y, radius // 3), 3, fill=ink)


def blank_pdf(width=595, height=842, pages=1):
    """A PDF of empty pages."""
    made = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        for _ in range(pages):
            document.new_page(width, height).close()
        document.save(made)
    return made.getvalue()


def perspective(picture, corners, *, fill):
    """The picture as seen from where its corners (left top, right top, right bottom, left bottom) are those points."""
    width, height = picture.size
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    found = np.linalg.solve(np.array(rows, float), np.array(wanted, float))
    how = Image.Transform.PERSPECTIVE, found, Image.Resampling.BICUBIC
    return picture.transform((width, height), *how, fillcolor=fill)


def selfie(size=(1200, 1600)):
    """A face before a wall, as far as brightness, colour and edges go."""
    shot = Image.new("RGB", (1200, 1600), (200, 205, 210))
    draw = ImageDraw.Draw(shot)
    draw.ellipse((350, 400, 850, 1100), fill=(224, 172, 140))
    draw.ellipse((330, 300, 870, 700), fill=(40, 30, 28))
    draw.rectangle((200, 1100, 1000, 1600), fill=(180, 40, 50))
    for x in (480, 680):
        draw.ellipse((x, 700, x + 60, 740), fill="white")
        draw.ellipse((x + 20, 705, x + 45, 735), fill=(30, 20, 20))
    draw.arc((520, 880, 680, 980), 20, 160, fill=(150, 60, 60), width=10)
    grain = Image.effect_noise(shot.size, 24).convert("RGB")
    return Image.blend(shot.filter(ImageFilter.GaussianBlur(2)), grain, 0.05).resize(size)


def acting_pdf(path, act):
    """A sheet that would do something by itself: script, launch, attachment, hidden (a script in a packed object)."""
    document = pikepdf.Pdf.new()
    document.add_blank_page(page_size=(595, 842))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    if act == "script":
        document.Root.OpenAction = script
    elif act == "launch":
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    elif act == "attachment":
        document.attachments["a.exe"] = b"MZ"
    else:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=document.make_indirect(script),
        )
        document.pages[0].Annots = document.make_indirect([document.make_indirect(link)])
    document.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


def electronic_seal(pdf, path):
    """The letter with a seal that is a signature field, as electronic seals are."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        look = document.make_stream(
            b"0.8 0.1 0.15 RG 8 w 10 50 m 10 72 28 90 50 90 c 72 90 90 72 90 50 c 90 28 72 10 50 10 c 28 10 10 28 10 50 c s"
        )
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=pikepdf.String("seal"),
            Rect=[110, 180, 230, 300],
            AP=pikepdf.Dictionary(N=look),
            F=4,
        )
        held = document.make_indirect(field)
        document.pages[-1].Annots = [held]
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[held], SigFlags=3)
        document.save(path)
    return path
