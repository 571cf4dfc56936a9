"""Forms of the notice as Word documents (Annex 2): blank to be filled in, or filled from an entry."""

import re
import unicodedata
from collections.abc import Sequence
from typing import IO, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from core.domain import forms, phrases
from core.domain.declaration import Track
from core.domain.forms import Line

_SONG, _HEI = "宋体", "黑体"
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_GREY = RGBColor(0x55, 0x55, 0x55)
_PALE = "F2F2F2"
_ROOM = Cm(1.1)  # least height of a row that is filled in by hand
_LANDSCAPE, _PORTRAIT = (Cm(29.7), Cm(21)), (Cm(21), Cm(29.7))

Column = tuple[str, float, bool]  # the part of a line, centimetres, centred
_FILLED: Sequence[Column] = (
    ("number", 1.2, True),
    ("label", 3.3, True),
    ("asks", 4.5, False),
    ("answer", 8.2, False),
)
_BLANK: Sequence[Column] = (
    ("number", 1.2, True), ("label", 3.3, True), ("asks", 5.0, False), ("points", 5.0, False),
    ("example", 3.6, False), ("answer", 7.9, False),
)  # fmt: skip


def clean(text: str) -> str:
    """Without what no XML may hold, and without signs that turn the direction of writing."""
    kept = _UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in kept if unicodedata.bidirectional(sign) not in _TURNING)


_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def blank_form(target: IO[bytes], track: Track) -> None:
    """The form of a track to be filled in, with what the notice asks in each row."""
    form = forms.of(track)
    document = _document(_LANDSCAPE, form.title)
    _said(document, phrases.say("form.blank"), Pt(10), _GREY)
    _table(document, forms.blank(track), _BLANK)
    document.save(target)


def filled_form(target: IO[bytes], track: Track, lines: Sequence[Line], *, number: str, day: str) -> None:
    """The form filled with an entry's answers; `number` of the entry may be blank."""
    form = forms.of(track)
    document = _document(_PORTRAIT, form.title)
    said = [phrases.say("form.number", number=number)] if number else []
    _said(document, "　".join([*said, phrases.say("form.made", day=day)]), Pt(10), _GREY)
    _table(document, lines, _FILLED)
    document.save(target)


def _document(size: tuple[Any, Any], title: str) -> Any:
    document = docx.Document()
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = clean(title)
    section = document.sections[0]
    section.page_width, section.page_height = size
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    if size == _LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
    style = document.styles["Normal"]
    style.font.name, style.font.size = _SONG, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _SONG)
    style.paragraph_format.space_after = Pt(0)
    head = document.add_paragraph()
    head.alignment, head.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(6)
    _run(head, title, _HEI, Pt(16))
    return document


def _said(document: Any, text: str, size: Any, colour: Any) -> None:
    line = document.add_paragraph()
    line.paragraph_format.space_after = Pt(4)
    _run(line, text, _SONG, size, colour)


def _run(paragraph: Any, text: str, font: str, size: Any, colour: Any = None) -> None:
    run = paragraph.add_run(clean(text))
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour


def _table(document: Any, lines: Sequence[Line], columns: Sequence[Column]) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for place, (part, width, _) in enumerate(columns):
        table.columns[place].width = Cm(width)
        cell = table.rows[0].cells[place]
        cell.width = Cm(width)
        _fill(cell, phrases.say(f"form.column.{part}"), _HEI, True)
        _shade(cell)
    _repeat(table.rows[0])
    for line in lines:
        row = table.add_row()
        if columns is _BLANK:
            row.height = _ROOM
        for cell, (part, width, is_centred) in zip(row.cells, columns, strict=True):
            cell.width = Cm(width)
            is_printed = part in ("asks", "points", "example")
            _fill(cell, _text(line, part), _HEI if part == "label" else _SONG, is_centred, is_printed)


def _text(line: Line, part: str) -> str:
    if part == "asks":
        return "\n".join(filter(None, [line.row.asks, line.row.note]))
    said = {
        "number": line.number, "label": line.field.label, "points": line.row.points,
        "example": line.field.example, "answer": line.answer,
    }  # fmt: skip
    return said[part]


def _fill(cell: Any, text: str, font: str, is_centred: bool, is_printed: bool = False) -> None:
    """One paragraph a line, so that every program shows the same."""
    for place, line in enumerate(clean(text).split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, line, font, Pt(9 if is_printed else 10.5), _GREY if is_printed else None)


def _shade(cell: Any) -> None:
    made = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", _PALE)):
        made.set(qn(f"w:{key}"), value)
    cell._element.get_or_add_tcPr().append(made)


def _repeat(row: Any) -> None:
    """The headings stand on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
