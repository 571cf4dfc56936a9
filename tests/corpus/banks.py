"""Question banks (A2.17, A3.6, Annex 4): every fault in .xlsx and .docx, what else is accepted, and files that are no bank."""

import csv
import zipfile
from functools import partial

import openpyxl

from core.adapters import bank_books
from core.domain.bank_sheet import COLUMNS
from tests import compounds, documents, sheets
from tests.corpus.cases import Case
from tests.sheets import HEADING, question

FIELD = "bank"
ADVICE = {"stem_alike", "source_vague", "source_beyond"}
NUMBERS = {  # of the notice, for the names of the files
    "type_unknown": "A4.1", "stem_empty": "A4.2", "stem_repeated": "A4.2", "stem_alike": "A4.2", "options_few": "A4.3", "options_gap": "A4.3",
    "answer_single": "A4.3", "answer_multiple": "A4.3", "answer_judgement": "A4.3", "options_same": "A4.4", "difficulty_unknown": "A4.5",
    "source_vague": "A4.6", "source_beyond": "A4.6",
}  # fmt: skip


def _must(*rules):
    return tuple((f"{FIELD}.{rule}", None) for rule in rules)


def _line(cells):
    return [cells[key] for key in COLUMNS]


def _rows(*changes, count=20):
    """The heading and rows of a good bank; the first ones changed."""
    cells = [question(number) for number in range(1, count + 1)]
    return [
        HEADING,
        *(_line(one | (changes[at] if at < len(changes) else {})) for at, one in enumerate(cells)),
    ]


def _sheet(*changes, **options):
    return lambda path: sheets.table(path, _rows(*changes, **options))


def _table(*changes, **options):
    return lambda path: documents.tables(path, _rows(*changes, **options))


def _fault(fault, make, suffix):
    found = (f"{FIELD}.{fault.replace('_', '.')}",)
    level = {"advise": found} if fault in ADVICE else {"must": ((found[0], None),)}
    return Case(f"{NUMBERS[fault]} {fault}.{suffix}", FIELD, partial(make, **{fault: 9}), **level)


NO_OPTIONS = dict.fromkeys("ABCD", "")
WRITINGS = [  # of right answers, and of types and difficulties (A4.1, A4.3, A4.5)
    *(
        {"type": "多选", "answer": said}
        for said in ("A,C", "A、C", "A，C", "ca", "ＡＣ", "ａ、ｃ", "A C", "A；C")
    ),
    *({"type": "单选", "answer": said} for said in ("b", "Ｂ", " B. ")),
    *({"type": "判断", "answer": said} | NO_OPTIONS for said in ("对", "错误", "正确", "√", "×", "✔")),
    {"type": "判断题", "A": "对", "B": "错", "C": "", "D": "", "answer": "B"},
    {"type": " 单 选 ", "difficulty": " 高 级 "},
    {"type": "单选题", "E": "第五个", "F": "第六个", "answer": "F"},
]


# Files that a person or a program writes ---------------------------------------------------------------------------
def _template(path):
    with path.open("wb") as stream:
        bank_books.write_template(stream)
    book = openpyxl.load_workbook(path)
    for number in range(1, 21):
        book["题库"].append(_line(question(number)))
    book.save(path)


def _wps_phone(path):
    """As WPS on a phone writes: numbers and truths where words are meant, rows with a border to row 1500, a merged title."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["题库（手机填写）"])
    sheet.merge_cells("A1:L1")
    sheet.append([f"{label}（必填）" if label in ("题型", "正确答案") else label for label in HEADING])
    for number in range(1, 20):
        sheet.append(_line(question(number) | {"A": number, "B": 0.5, "C": 852, "D": 34}))
    sheet.append(_line(question(20) | {"type": "判断", **NO_OPTIONS, "answer": True}))
    for row in range(23, 1500):
        sheet.cell(row, 1).border = openpyxl.styles.Border(left=openpyxl.styles.Side("thin"))
    book.save(path)


def _merged(path):
    sheets.bank(path)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A21")
    book.active.merge_cells("K2:K21")
    book.save(path)


def _hidden(path, *, only):
    broken = _rows({"answer": "Z"})
    sheets.table(path, _rows(), broken)
    book = openpyxl.load_workbook(path)
    book.worksheets[1].sheet_state = "hidden"
    if only:
        book.worksheets[1].sheet_state = "visible"
        book.worksheets[1].delete_rows(1, 100)
        book.worksheets[0].sheet_state = "veryHidden"
    book.save(path)


def _csv(path):
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(_rows())


def _macros(make, suffix):
    def made(path):
        source = path.with_suffix(suffix)
        make(source)
        sheets.macros(path, source)
        source.unlink()

    return made


def _slides(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<presentation/>")


def _cut(path):
    sheets.bank(path)
    path.write_bytes(path.read_bytes()[:-900])


def _swollen(path):
    source = sheets.bank(path.with_name("small.xlsx"))
    sheets.swollen(path, source, by=40_000_000)
    source.unlink()


def _text_box(path):
    """The table stands in a text box, and nowhere else."""
    documents.wps(path)
    with zipfile.ZipFile(path) as archive:
        body = archive.read(documents.WORD).decode()
    start, end = body.index("<w:body>") + 8, body.rindex("</w:p><w:tbl>")
    documents.with_body(path, body[start:end] + "</w:p>")


def _many(path, *, answer=None):
    changes = {"answer": answer} if answer else {}
    sheets.table(path, [HEADING, *(_line(question(n) | changes) for n in range(1, 10_001))])


PARAGRAPHS = ("1.锁止装置的作用是（　）", "A.松手即锁　B.推动即开", "答案：A")

CASES = [
    # each duty, in both formats
    *(_fault(fault, sheets.bank, "xlsx") for fault in sheets.FAULTS),
    *(_fault(fault, documents.bank, "docx") for fault in sheets.FAULTS),
    *(_fault(fault, documents.wps, "wps.docx") for fault in ("answer_single", "options_gap", "stem_repeated")),
    Case("A4.7 all at once.xlsx", FIELD, partial(sheets.bank, type_unknown=3, options_gap=5, difficulty_unknown=5, answer_multiple=20),
         _must("type.unknown", "options.gap", "difficulty.unknown", "answer.multiple")),
    Case("A4.7 no heading.xlsx", FIELD, lambda path: sheets.table(path, _rows()[1:]), _must("header.missing")),
    Case("A4.7 a column missing.xlsx", FIELD, lambda path: sheets.table(path, [row[:8] + row[9:] for row in _rows()]), _must("columns.missing")),
    Case("A4.7 a column missing.docx", FIELD, lambda path: documents.tables(path, [row[:8] + row[9:] for row in _rows()]), _must("columns.missing")),
    # good ones
    Case("good.xlsx", FIELD, sheets.bank),
    Case("good.docx", FIELD, documents.bank),
    Case("as WPS writes.docx", FIELD, documents.wps),
    Case("as WPS on a phone writes.xlsx", FIELD, _wps_phone),
    Case("the template filled in.xlsx", FIELD, _template),
    Case("accepted writings.xlsx", FIELD, _sheet(*WRITINGS)),
    Case("accepted writings.docx", FIELD, _table(*WRITINGS)),
    Case("a docx that is called.xlsx", FIELD, documents.bank),
    Case("an xlsx that is called.docx", FIELD, sheets.bank),
    Case("columns that may be absent.xlsx", FIELD, lambda path: sheets.table(path, [row[:4] + row[8:9] + row[10:] for row in _rows()])),
    Case("no source column.xlsx", FIELD, lambda path: sheets.table(path, [row[:11] for row in _rows()]), advise=("bank.source.vague",)),
    # options from both sides
    Case("one option.xlsx", FIELD, _sheet({"B": "", "C": "", "D": ""}), _must("options.few")),
    Case("two options.xlsx", FIELD, _sheet({"C": "", "D": ""})),
    Case("an answer beyond the options.xlsx", FIELD, _sheet({"C": "", "D": "", "answer": "C"}), _must("answer.single")),
    Case("two letters in a single choice.xlsx", FIELD, _sheet({"answer": "AB"}), _must("answer.single")),
    Case("one letter in a multiple choice.docx", FIELD, _table({"type": "多选", "answer": "B"}), _must("answer.multiple")),
    Case("a letter twice.xlsx", FIELD, _sheet({"type": "多选", "answer": "AA"}), _must("answer.multiple")),
    Case("no answer.docx", FIELD, _table({"answer": ""}), _must("answer.single")),
    # the limit of 20, each file as the whole answer
    Case("文字和视频题库 20.xlsx", FIELD, partial(sheets.bank, rows=20), is_whole=True),
    Case("文字和视频题库 19.xlsx", FIELD, partial(sheets.bank, rows=19), _must("questions.min"), is_whole=True),
    Case("文字和视频题库 20.docx", FIELD, partial(documents.bank, rows=20), is_whole=True),
    Case("文字和视频题库 19.docx", FIELD, partial(documents.bank, rows=19), _must("questions.min"), is_whole=True),
    Case("文字和视频题库 21, one with a fault.xlsx", FIELD, partial(sheets.bank, rows=21, stem_empty=9), _must("questions.min", "stem.empty"), is_whole=True),
    Case("配套题库 20.xlsx", FIELD, partial(sheets.bank, rows=20), track="roadshow", is_whole=True),
    Case("配套题库 19.xlsx", FIELD, partial(sheets.bank, rows=19), _must("questions.min"), track="roadshow", is_whole=True),
    # what people do with sheets
    Case("types merged downwards.xlsx", FIELD, _merged),
    Case("types merged downwards.docx", FIELD, partial(documents.merged, last=15)),
    Case("a fault on a second sheet.xlsx", FIELD, lambda path: sheets.table(path, _rows(), _rows({"stem": "山是", "answer": "E"}, count=1)), _must("answer.single")),
    Case("a second table.docx", FIELD, lambda path: documents.tables(path, _rows(), _rows({"stem": "山是", "difficulty": ""}, count=1)), _must("difficulty.unknown")),
    Case("a table cut in two.docx", FIELD, lambda path: documents.tables(path, _rows()[:12], _rows()[12:])),
    Case("repeated on a second sheet.xlsx", FIELD, lambda path: sheets.table(path, _rows(), _rows(count=1)), _must("stem.repeated")),
    Case("a hidden sheet with faults.xlsx", FIELD, partial(_hidden, only=False)),
    Case("all of it hidden.xlsx", FIELD, partial(_hidden, only=True), _must("header.missing")),
    Case("a formula without a value.xlsx", FIELD, _sheet({"answer": "=UPPER(C2)"}), _must("answer.single"), advise=("bank.formula.read",)),
    Case("a formula in an option.xlsx", FIELD, _sheet({"B": '=HYPERLINK("http://x.invalid","点")'}), advise=("bank.formula.read",)),
    Case("HTML is text.xlsx", FIELD, _sheet({"stem": "<b onclick=alert(1)>粗</b>&nbsp;是", "A": "<script>"})),
    Case("HTML is text.docx", FIELD, _table({"stem": "<b onclick=alert(1)>粗</b>&nbsp;是", "A": "<script>"})),
    Case("an empty sheet.xlsx", FIELD, lambda path: sheets.table(path, []), _must("header.missing")),
    Case("questions as paragraphs.docx", FIELD, lambda path: documents.paragraphs(path, *PARAGRAPHS), _must("table.missing")),
    Case("the table in a text box.docx", FIELD, _text_box, _must("table.missing")),
    Case("10000 questions.xlsx", FIELD, _many),
    Case("10000 faults.xlsx", FIELD, partial(_many, answer="E"), tuple(_must("answer.single") * 31)),
    # no bank at all
    Case("old.xls", FIELD, compounds.old_sheet, _must("readable.is")),
    Case("old.et", FIELD, compounds.old_sheet, _must("readable.is")),
    Case("old.doc", FIELD, compounds.old_document, _must("readable.is")),
    Case("old.wps", FIELD, compounds.old_document, _must("readable.is")),
    Case("xls that is called.xlsx", FIELD, compounds.old_sheet, _must("readable.is")),
    Case("doc that is called.docx", FIELD, compounds.old_document, _must("readable.is")),
    Case("behind a password.xlsx", FIELD, compounds.locked, _must("readable.is")),
    Case("behind a password.docx", FIELD, compounds.locked, _must("readable.is")),
    Case("with macros.xlsm", FIELD, _macros(sheets.bank, ".xlsx"), _must("readable.is")),
    Case("with macros.docm", FIELD, _macros(documents.bank, ".docx"), _must("readable.is")),
    Case("csv that is called.xlsx", FIELD, _csv, _must("readable.is")),
    Case("slides that are called.xlsx", FIELD, _slides, _must("readable.is")),
    Case("nothing.xlsx", FIELD, lambda path: path.write_bytes(b""), _must("readable.is")),
    Case("cut off.xlsx", FIELD, _cut, _must("readable.is")),
    Case("swollen.xlsx", FIELD, _swollen, _must("readable.is")),
]  # fmt: skip
