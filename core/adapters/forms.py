"""Blank forms as Word documents, to be filled in and signed by hand (notice A1.3)."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_FONT = "宋体"  # on every Chinese computer, in Word and in WPS
_TITLE, _BODY = Pt(20), Pt(14)
_LINE = "＿" * 16
_ROOM = "　　　　"  # of core.domain.letters: to be written into by hand


def letters(pages: Sequence[dict[str, Any]]) -> bytes:
    """Letters, each beginning a page. A page has what `core.domain.letters.blank` gives."""
    document = _document()
    for number, page in enumerate(pages):
        _title(document, page["title"], breaks=number > 0)
        if page["intro"]:
            _text(document, page["intro"].replace(_ROOM, _LINE), indent=True)
        else:
            _lines(document, page["lines"])
        for paragraph in page["paragraphs"]:
            _text(document, paragraph, indent=True)
        if page["intro"]:
            _lines(document, page["lines"])
        _signatures(document, [x["label"] for x in page["signatures"]])
    return _bytes(document)


def sheet(page: dict[str, Any], *, head: Sequence[Sequence[str]], columns: Sequence[str], rows: int, notes: str) -> bytes:  # fmt: skip
    """A sheet of one reporting unit (notice A3.1-A3.3): lines of `head` in pairs of label and room, then `rows` empty
    rows under `columns`, the place for the seal, and what the notice asks of the files."""
    document = _document()
    _title(document, page["title"], breaks=False)
    table = document.add_table(rows=len(head) + 1 + rows, cols=len(columns), style="Table Grid")
    for number, labels in enumerate(head):
        cells = table.rows[number].cells
        if len(labels) == 1:
            cells[1].merge(cells[-1])
        for place, label in enumerate(labels):
            _cell(cells[place * 2], label, bold=True)
    for cell, label in zip(table.rows[len(head)].cells, columns, strict=True):
        _cell(cell, label, bold=True)
    for row in table.rows:
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Cm(1.1)
    _signatures(document, [x["label"] for x in page["signatures"]])
    if notes:
        told = _text(document, notes, indent=False)
        told.paragraph_format.space_before = Pt(90)  # room for the seal
        told.runs[0].font.size = Pt(11)
    return _bytes(document)


def _document() -> Any:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.line_spacing = 1.5
    style.paragraph_format.space_after = Pt(0)
    return document


def _title(document: Any, words: str, *, breaks: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = breaks
    paragraph.paragraph_format.space_after = Pt(14)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.bold, run.font.size = True, _TITLE


def _text(document: Any, words: str, *, indent: bool) -> Any:
    paragraph = document.add_paragraph(words)
    if indent:
        paragraph.paragraph_format.first_line_indent = _BODY * 2
    return paragraph


def _lines(document: Any, lines: Sequence[dict[str, str]]) -> None:
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{line['label']}：").bold = True
        paragraph.add_run(line["value"].replace(_ROOM * 2, _LINE) or _LINE)


def _signatures(document: Any, labels: Sequence[str]) -> None:
    for number, label in enumerate(labels):
        is_date = "年" in label and "日" in label
        paragraph = document.add_paragraph(label.replace("　", "　　") if is_date else f"{label}：")
        paragraph.paragraph_format.space_before = Pt(36 if number == 0 else 14)
        paragraph.paragraph_format.keep_together = True
        if is_date:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _cell(cell: Any, words: str, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(12)


def _bytes(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
