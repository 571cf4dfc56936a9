"""Filled Annex 2 tables as people send them: as Word writes them and as WPS does. Made here, never kept."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from core.domain import forms

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": _W,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "wpsCustomData": "http://www.wps.cn/officeDocument/2013/wpsCustomData",
    }.items()
)
HEADING = ("序号", "内容", "征集要求", "内容要点(供参考）", "内容要点参考示例", "备注")
# As the notice prints it: one label is longer than the item's own.
LABELS = {"superior_union": "选择所属上级工会"}


# Paragraphs and cells of raw XML --------------------------------------------------------------------------------------
def p(*runs, numbered=False):
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>' if numbered else ""
    return f"<w:p>{number}{''.join(runs)}</w:p>"


def t(text, *, hidden=False):
    look = "<w:rPr><w:vanish/></w:rPr>" if hidden else '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def lines(text):
    return "".join(p(t(line)) for line in text.split("\n"))


def tc(*content, span=1, merge=None):
    shape = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shape += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>", None: ""}[merge]
    return f"<w:tc><w:tcPr>{shape}</w:tcPr>{''.join(content) or p()}</w:tc>"


def tr(*cells, deleted=False):
    shape = '<w:trPr><w:del w:id="9" w:author="x"/></w:trPr>' if deleted else ""
    return f"<w:tr>{shape}{''.join(cells)}</w:tr>"


def tbl(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def control(content, *, placeholder=False, check=None):
    """A content control round runs, paragraphs, cells or rows."""
    shape = "<w:showingPlcHdr/>" if placeholder else ""
    if check is not None:
        shape += f'<w14:checkbox><w14:checked w14:val="{int(check)}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{shape}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(text):
    """A text box, written twice as WPS and Word do: for programs of today and of 2007."""
    inside = f"<w:txbxContent>{p(t(text))}</w:txbxContent>"
    new = f"<w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>'


def inserted(text):
    return f'<w:ins w:id="1" w:author="x">{t(text)}</w:ins>'


def deleted(text):
    return f'<w:del w:id="2" w:author="x"><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>'


def symbol(code, font="Wingdings 2"):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


NUMBERING = (
    f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
)


def package(path, body, *, parts=(), numbering=NUMBERING):
    """A .docx of this body; `parts` are further (name, bytes)."""
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr(
            "word/document.xml",
            f'<w:document {NAMESPACES} mc:Ignorable="w14"><w:body>{body}</w:body></w:document>',
        )
        made.writestr("word/numbering.xml", numbering)
        for name, content in parts:
            made.writestr(name, content)
    return path


# Whole forms ----------------------------------------------------------------------------------------------------------
def word(path, track, said):
    """The notice's table in Word, six columns, answers in the last one; `said` is text by field."""
    document = docx.Document()
    document.add_paragraph("附件 2")
    table = document.add_table(rows=1, cols=len(HEADING), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, HEADING, strict=True):
        cell.text = text
    for line in forms.blank(track):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = line.number, LABELS.get(line.field.key, line.field.label)
        cells[2].text, cells[3].text, cells[4].text = line.row.asks, line.row.points, line.field.example
        answer = said.get(line.field.key, line.row.note)
        if isinstance(answer, str):
            cells[5].text = answer
        else:  # raw paragraphs
            cells[5]._element.remove(cells[5]._element.p_lst[0])
            for part in answer:
                cells[5]._element.append(parse_xml(part.replace(">", f" {NAMESPACES}>", 1)))
    document.save(path)
    return path


def checks(labels, chosen):
    """Content controls with a tick, as Word makes them: ☒ is ticked."""
    return p(
        *[
            control(t("☒" if label == chosen else "☐"), check=label == chosen) + t(f"{label} ")
            for label in labels
        ]
    )


def wps(path, said):
    """A table of a unit's own in WPS: titles across, labels merged downwards, two items a row, a table in a cell, a text
    box, rows in content controls, full-width numbers, hidden words, tracked changes."""
    people = said["completers"].split("\n")
    rows = [
        tr(tc(p(t("职工创新成果申报表")), span=4)),
        tr(tc(p(t("１、成果完成人（不超过２０人）")), merge="restart"), tc(p(t(people[0])), span=3)),
        *[tr(tc(merge="continue"), tc(p(t(one)), span=3)) for one in people[1:]],
        tr(tc(p(t("第一完成人简介"))), tc(p(box(said["first_completer_intro"])), span=3)),
        tr(tc(p(t("3 成果完成单位"))), tc(p(t(said["unit"]))), tc(p(t("联系电话"))), tc(p(t(said["phone"])))),
        control(tr(tc(p(t("所属上级工会："))), control(tc(p(t(said["superior_union"])), span=3)))),
        tr(tc(p(t("成果类别"))), tc(p(symbol("F0A3"), t("小创造"), symbol("F052"), t(said["category"])), span=3)),
        tr(tc(p(t("８．创新成果 名称"))), tc(p(deleted("旧名称"), inserted(said["title"][:4]), t(said["title"][4:]), t("不印", hidden=True)), span=3)),
        tr(tc(p(t("不要的一行"))), tc(p(t("删掉了")), span=3), deleted=True),
        tr(tc(p(t("成果所属行业分类"))), tc(p(t(said["industry"].replace("-", " — "))), span=3)),
        tr(tc(p(t("成果背景：" + said["background"])), span=4)),
        tr(tc(p(t("成果目标／解决的关键问题")), span=4)),
        tr(tc(lines(said["goal"]), span=4)),
        tr(tc(p(t("成果创新点"))), tc(*[p(t(line.split('.', 1)[1]), numbered=True) for line in said["novelty"].split("\n")], span=3)),
        tr(tc(p(t("经济效益和社会效益"))), tc(tbl(*[tr(tc(p(t(line)))) for line in said["benefit"].split("\n")]), p(), span=3)),
        tr(tc(p(t("成果简介"))), tc(control(lines(said["summary"])), span=3)),
        tr(tc(p(t("成果照片"))), tc(p(t("3张，见附件")), span=3)),
        tr(tc(p(t("单位意见"))), tc(p(t("同意申报")), span=3)),
        tr(tc(p(t("是否为新质生产力"))), tc(p(t("是（√）　否（　）")), span=3)),
        tr(tc(p(t("成果音频"))), tc(control(p(t("单击此处输入文字。")), placeholder=True), span=3)),
    ]  # fmt: skip
    return package(path, tbl(*rows))


def content(made):
    """The bytes of what `made(stream)` writes."""
    stream = io.BytesIO()
    made(stream)
    return stream.getvalue()


def ole(stream):
    """A compound file with one stream of that name: what programs of the last century write, and locked files of today."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
        0,
    )
    header = header[:0x4C] + struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack("<3I", 0xFFFFFFFD, end, free) + struct.pack("<I", free) * 125

    def named(name, kind, child):
        text = name.encode("utf-16-le") + b"\0\0"
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(text), kind, 1, free, free, child, end if kind == 2 else end, 0
        )

    folder = named("Root Entry", 5, 1) + named(stream, 2, free) + bytes(256)
    return header.ljust(sector, b"\0") + table + folder
