"""Question banks as .docx: the table of Annex 4, one row a question, its heading on every page."""

from collections.abc import Mapping, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

from core.domain import bank_sheet, questions

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WIDTHS = {"type": 700, "stem": 3000, "answer": 800, "analysis": 1800, "difficulty": 800, "source": 1300}
_OPTION = 1000  # twentieths of a point
_FONT = "宋体"
_BLANK_ROWS = 20


def write(target: IO[bytes], title: str, rows: Sequence[Mapping[str, str]]) -> None:
    """A document with one table of these cells (Annex 4). What is written is text, whatever it looks like."""
    import docx  # noqa: PLC0415 - weight
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - weight
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - weight
    from docx.oxml import parse_xml  # noqa: PLC0415 - weight
    from docx.shared import Cm, Pt  # noqa: PLC0415 - weight

    document = docx.Document()
    document.core_properties.author, document.core_properties.comments = "题库", ""
    document.core_properties.title = questions.clean(title)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)
    _dress(document.styles["Normal"], Pt(9))
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(questions.clean(title))
    run.font.size, run.font.bold = Pt(16), True
    document.element.body.insert(1, parse_xml(_table(rows)))
    document.save(target)


def write_template(target: IO[bytes]) -> None:
    """The table to be filled in, with the examples of the notice and rows for twenty questions."""
    examples = [{key: example.get(key, "") for key in bank_sheet.COLUMNS} for example in bank_sheet.EXAMPLES]
    write(target, "题库", [*examples, *[dict.fromkeys(bank_sheet.COLUMNS, "")] * _BLANK_ROWS])


def _dress(style: Any, size: Any) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - weight

    style.font.name, style.font.size = _FONT, size
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = 0


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    grid = "".join(f'<w:gridCol w:w="{_width(key)}"/>' for key in bank_sheet.COLUMNS)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    shape = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    heading = _row(bank_sheet.COLUMNS, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", is_heading=True)
    said = "".join(_row(cells, "<w:trPr><w:cantSplit/></w:trPr>") for cells in rows)
    return f"<w:tbl {_NS}>{shape}<w:tblGrid>{grid}</w:tblGrid>{heading}{said}</w:tbl>"


def _width(key: str) -> int:
    return _WIDTHS.get(key, _OPTION)


def _row(cells: Mapping[str, str], shape: str, *, is_heading: bool = False) -> str:
    return f"<w:tr>{shape}{''.join(_cell(key, cells[key], is_heading) for key in bank_sheet.COLUMNS)}</w:tr>"


def _cell(key: str, text: str, is_heading: bool) -> str:
    """As few words as the format allows: a bank has a hundred thousand cells. Everything is left-aligned but headings."""
    shape = '<w:shd w:val="clear" w:color="auto" w:fill="F2E9DC"/>' if is_heading else ""
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if is_heading else ""
    look = "<w:rPr><w:b/></w:rPr>" if is_heading else ""
    said = f"<w:r>{look}{_words(text)}</w:r>" if text else ""
    width = f'<w:tcW w:w="{_width(key)}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{shape}</w:tcPr><w:p>{place}{said}</w:p></w:tc>"


def _words(text: str) -> str:
    lines = []
    for line in questions.clean(text).split("\n"):
        parts = [f"<w:t{_kept(part)}>{escape(part)}</w:t>" if part else "" for part in line.split("\t")]
        lines.append("<w:tab/>".join(parts))
    return "<w:br/>".join(lines)


def _kept(text: str) -> str:
    return ' xml:space="preserve"' if text != text.strip() else ""
