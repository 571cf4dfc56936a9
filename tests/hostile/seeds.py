"""Small good files of each kind: what the mutations begin with."""

import io
import zipfile

import pypdfium2
import segno
import typst
from PIL import Image

from tests import making, sheets
from tests.hostile import archives, films, pictures, sheets_of_paper

# kind: (the prober's kind, the field of the campaign, the suffix, its mutations)
KINDS = {
    "jpeg": ("photo", "photos", ".jpg", pictures.MUTATIONS),
    "mp4": ("video", "videos", ".mp4", films.MUTATIONS),
    "xlsx": ("bank", "bank", ".xlsx", archives.MUTATIONS),
    "docx": ("bank", "bank", ".docx", archives.MUTATIONS),
    "pdf": ("paper", "papers", ".pdf", sheets_of_paper.MUTATIONS),
}
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def made(kind, folder):
    """Bytes of the good files of a kind."""
    return {"jpeg": _jpegs, "mp4": _films, "xlsx": _books, "docx": _documents, "pdf": _papers}[kind](folder)


def _jpegs(folder):
    exif = making.jpeg(folder / "phone.jpg", (320, 240), phone=True, orientation=6).read_bytes()
    plain = making.jpeg(folder / "plain.jpg", (640, 480)).read_bytes()
    kept = [exif, plain]
    for mode, more in (("RGB", {"progressive": True}), ("CMYK", {}), ("L", {"restart_marker_blocks": 4})):
        said = io.BytesIO()
        making.picture((240, 180), mode=mode).save(said, "JPEG", quality=70, **more)
        kept.append(said.getvalue())
    return kept


def _films(folder):
    fast = making.mp4(folder / "fast.mp4", 1, (160, 90)).read_bytes()
    slow = making.mp4(folder / "slow.mp4", 1, (160, 90), sound=False, faststart=False).read_bytes()
    return [fast, slow]


def _books(folder):
    return [
        sheets.bank(folder / "bank.xlsx", rows=6).read_bytes(),
        sheets.table(folder / "two.xlsx", [sheets.HEADING], [["a", 1, 2.5]]).read_bytes(),
    ]


def _documents(folder):
    lines = [sheets.HEADING, *([str(cell) for cell in sheets.question(n).values()] for n in range(1, 5))]
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = "".join(f"<w:tr>{''.join(map(cell.format, line))}</w:tr>" for line in lines)
    body = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        )
        archive.writestr("word/document.xml", body)
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{_W}"/>')
    return [kept.getvalue()]


def _papers(folder):
    """One with streams of objects as typst writes it, one as a scanner does, one of old shape; all with a code."""
    code = io.BytesIO()
    segno.make("http://127.0.0.1:8000/p/0123456789ABCDEF", error="m").save(code, kind="png", scale=6)
    (folder / "code.png").write_bytes(code.getvalue())
    (folder / "paper.typ").write_text('= Letter\n#image("code.png")\n#lorem(80)', encoding="utf-8")
    modern = typst.compile(str(folder / "paper.typ"), format="pdf", root=str(folder))
    scan = io.BytesIO()
    Image.open(code).convert("RGB").resize((600, 600)).save(scan, "PDF", resolution=150)
    old = io.BytesIO()
    with pypdfium2.PdfDocument(modern) as document:
        document.save(old, version=14)
    return [bytes(modern), scan.getvalue(), old.getvalue()]
