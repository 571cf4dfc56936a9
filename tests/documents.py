"""Makes .docx banks as people write them: in Word, in WPS, with what such files carry beside the table."""

import zipfile
from xml.sax.saxutils import escape

import docx

from core.domain.bank_sheet import COLUMNS
from tests.sheets import FAULTS, FIRST_ROW, HEADING, question

WORD = "word/document.xml"
_TEXT_BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:Choice Requires="wps"><w:drawing><wp:inline>'
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>'
    "<w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    '<mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{0}</w:txbxContent>'
    "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def cells(rows=20, **faults):
    """Rows of cells of a good bank, with faults in named rows, as sheets.bank makes them."""
    made = [question(number) for number in range(1, rows + 1)]
    for fault, row in faults.items():
        made[row - FIRST_ROW] |= FAULTS[fault]
    return made


def bank(path, rows=20, **faults):
    """As Word writes it: a title, a sentence, the table."""
    return tables(path, [HEADING, *([made[key] for key in COLUMNS] for made in cells(rows, **faults))])


def tables(path, *grids):
    """A document with these tables of rows of texts, a line of text before each."""
    document = docx.Document()
    for number, rows in enumerate(grids, 1):
        document.add_paragraph(f"第{number}部分")
        table = document.add_table(len(rows), max(map(len, rows)))
        table.style = "Table Grid"
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    document.save(path)
    return path


def paragraphs(path, *texts):
    """Questions written as paragraphs, one under the other, without a table."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(path)
    return path


def merged(path, rows=20, *, last):
    """One 单选 merged down over rows 2 to `last`, as people do who like it tidy."""
    made = cells(rows)
    for one in made[1 : last - 1]:
        one["type"] = ""
    document = docx.Document()
    table = document.add_table(rows + 1, len(HEADING))
    for row, texts in zip(
        table.rows, [HEADING, *([one[key] for key in COLUMNS] for one in made)], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(last - 1, 0)).text = "单选"
    document.save(path)
    return path


def wps(path, rows=20, **faults):
    """As WPS writes it: runs cut in pieces, soft line ends in the heading, content controls round a row and a cell, tracked
    changes, a text box in a cell, blank paragraphs."""
    heading = [f"{label[0]}\n{label[1:]}" for label in HEADING]
    lines = [heading, *([made[key] for key in COLUMNS] for made in cells(rows, **faults))]
    made = [_row([_cell(text) for text in line]) for line in lines]
    first = [_cell(text) for text in lines[1]]
    first[1] = f"<w:sdt><w:sdtPr/><w:sdtContent>{first[1]}</w:sdtContent></w:sdt>"
    first[9] = _cell("", after=_TEXT_BOX.format("<w:p><w:r><w:t>框里的字不算</w:t></w:r></w:p>"))
    made[1] = f"<w:sdt><w:sdtContent>{_row(first)}</w:sdtContent></w:sdt>"
    made[0] = made[0].replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1)
    box = _TEXT_BOX.format(
        f"<w:tbl>{_row([_cell(text) for text in HEADING])}{_row([_cell(t) for t in lines[1]])}</w:tbl>"
    )
    body = f"<w:p>{box}</w:p><w:tbl><w:tblPr/><w:tblGrid/>{''.join(made)}</w:tbl><w:p/>"
    return with_body(path, body)


def with_body(path, body):
    """A document of this inner XML, packed as WPS packs it."""
    docx.Document().save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    start, end = parts[WORD].index(b"<w:body>") + 8, parts[WORD].index(b"<w:sectPr")
    parts[WORD] = parts[WORD][:start] + body.encode() + parts[WORD][end:]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


def _row(made):
    return f"<w:tr>{''.join(made)}</w:tr>"


def _cell(text, after=""):
    """A text cut in runs of three characters, with a struck word of tracked changes; empty lines around it."""
    pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
    runs = "".join(
        "<w:r>"
        + "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in piece.split("\n"))
        + "</w:r>"
        for piece in pieces
    )
    struck = '<w:del w:id="1" w:author="甲"><w:r><w:delText>旧的</w:delText></w:r></w:del>'
    return (
        f'<w:tc><w:tcPr/><w:p>{struck}<w:ins w:id="2" w:author="甲">{runs}</w:ins>{after}</w:p><w:p/></w:tc>'
    )
