"""The Word document that goes with a course: the introductions of its tutor and of its video (notice A3.5)."""

from collections.abc import Sequence
from typing import IO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from core.adapters import annexes

_HEI, _SONG = "黑体", "宋体"


def write(target: IO[bytes], title: str, unit: str, said: Sequence[tuple[str, str]]) -> None:
    """`said`: headings and texts; a line of a text is a paragraph. Nobody's text is markup."""
    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.8)
    _line(document, title, _HEI, 18, centred=True)
    if unit:
        _line(document, unit, _SONG, 12, centred=True)
    for heading, text in said:
        _line(document, heading, _HEI, 14)
        for line in annexes.clean(text).split("\n"):
            _line(document, line, _SONG, 12, indent=True)
    document.core_properties.title, document.core_properties.author = annexes.clean(title)[:200], ""
    document.save(target)


def _line(document: object, text: str, font: str, size: int, *, centred: bool = False, indent: bool = False) -> None:  # fmt: skip
    paragraph = document.add_paragraph()  # type: ignore[attr-defined]
    paragraph.paragraph_format.line_spacing = 1.5
    paragraph.paragraph_format.space_before = Pt(0 if indent else 10)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    run = paragraph.add_run(annexes.clean(text))
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
