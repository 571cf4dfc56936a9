"""Letters and blank forms by the API and its pages: one sheet alone, how each stands, forms for anybody."""

import io

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from core.adapters.clock import START
from core.services import answering, entries
from server import doors
from tests import filling


@pytest.fixture
def me(people):
    return people["wang"]


@pytest.fixture
def signed(client, me):
    """Headers of a signed-in worker."""
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(me)}"}


@pytest.fixture
def entry(house, me):
    return filling.whole(house, by=me, now=START)


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@pytest.mark.parametrize(("only", "pages"), [("", 2), ("commitment", 1), ("commitment,authorisation", 2)])
def test_letters_are_printed_all_or_one(client, signed, entry, only, pages):
    address = f"/api/v1/entries/{entry}/papers.pdf"
    pdf = client.get(address, query_string={"only": only}, headers=signed, buffered=True)
    assert (pdf.status_code, pages_of(pdf.data)) == (200, pages)


def test_a_strange_letter_is_refused(client, signed, entry):
    answer = client.get(f"/api/v1/entries/{entry}/papers.pdf?only=receipt", headers=signed)
    assert (answer.status_code, answer.json["problem"]["code"]) == (404, "paper.kind.unknown")


def test_an_entry_says_how_its_letters_stand(client, house, me, signed, entry):
    def shown():
        return [
            (row["key"], row["state"])
            for row in client.get(f"/api/v1/entries/{entry}", headers=signed).json["papers"]
        ]

    assert shown() == [("authorisation", "none"), ("commitment", "none")]
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), "title", "另一个名称", by=me, now=START)
    assert shown() == [("authorisation", "none"), ("commitment", "none")]


# Blank forms ------------------------------------------------------------------------------------------------------
def listed(client):
    return {
        row["url"].rsplit("/", 1)[1]: row
        for row in client.get("/api/v1/campaigns/2024-anhui/blanks").json["items"]
    }


def test_blank_forms_are_listed_by_annex(client):
    found = listed(client)
    assert [(name, row["annex"], row["format"]) for name, row in found.items() if row["annex"] != "2"] == [
        ("innovation-letters.docx", "1", "docx"),
        ("innovation-letters.pdf", "1", "pdf"),
        ("roadshow-sheet.docx", "3", "docx"),
        ("bank.xlsx", "4", "xlsx"),
    ]
    assert found["bank.xlsx"]["filename"] == "附件4 征集题库整理模板（空白）.xlsx"


def fetched(client, name):
    answer = client.get(listed(client)[name]["url"], buffered=True)
    assert (answer.status_code, "attachment" in answer.headers["Content-Disposition"]) == (200, True)
    return answer.data


def test_annex_1_blank_is_the_notices_words_without_a_code(client):
    pdf = fetched(client, "innovation-letters.pdf")
    with pypdfium2.PdfDocument(pdf) as document:
        texts = []
        for sheet in document:
            words = sheet.get_textpage()
            texts.append("".join(words.get_text_range().split()))
            words.close()
            sheet.close()
    assert len(texts) == 2
    assert (
        "被授权人：技能强国-全国产业工人学习社区授权作品：" in texts[0]
        and "（请填写创新成果名称）" in texts[0]
    )
    assert "若发生与上述承诺相违背的事实" in texts[1] and "编号" not in "".join(texts)
    document = Document(io.BytesIO(fetched(client, "innovation-letters.docx")))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "创新成果授权书\n授权人：＿" in words and "本人 ＿" in words and "项目负责人（签名）：" in words


def test_annex_3_blank_is_a_table_for_several_courses(client):
    document = Document(io.BytesIO(fetched(client, "roadshow-sheet.docx")))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][0] == "上报单位" and rows[1] == ["联系人", "", "联系电话", ""]
    assert rows[2] == ["课程名称", "提交单位", "完成人", "课程联系电话"] and len(rows) == 9
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "上报单位盖章：" in words and "视频作品提交要求" in words


def test_annex_4_blank_is_the_template(client):
    book = load_workbook(io.BytesIO(fetched(client, "bank.xlsx")))
    assert [cell.value for cell in book.worksheets[0][1]][:2] == ["题型", "题目内容"]


@pytest.mark.parametrize(
    ("address", "code"),
    [("2024-anhui/blanks/x.pdf", "blank.unknown"), ("1999/blanks", "campaign.unknown"), ("1999/blanks/x", "campaign.unknown")],
)  # fmt: skip
def test_what_is_no_blank_form(client, address, code):
    answer = client.get(f"/api/v1/campaigns/{address}")
    assert (answer.status_code, answer.json["problem"]["code"]) == (404, code)


def test_the_page_of_blank_forms_links_to_all_of_them(client):
    shown = client.get("/blanks").get_data(as_text=True)
    assert all(f'href="{row["url"]}"' in shown for row in listed(client).values())
    assert 'href="/blanks"' in client.get("/").get_data(as_text=True)
