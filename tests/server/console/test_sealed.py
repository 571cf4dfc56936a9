"""What staff see beside a sealed sheet: valid, which words changed, another entry's, an unknown code, no code."""

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.tables import answers, attachments, entries, papers
from core.services import papers as letters
from tests import filling

UNKNOWN = "0123456789ABCDEF"


@pytest.fixture
def code_of(house, people, now):
    """code_of(entry): of its commitment, printed."""

    def found(entry):
        letters.letters_pdf(house, entry, by=people["worker"], now=now, only=["commitment"])
        with house.db.read() as tx:
            return tx.value(select(papers.c.code).where(papers.c.entry == entry))

    return found


def stands_on_the_sheet(house, entry, *codes, **facts):
    told = filling.GOOD_FACTS["papers"] | {"codes": [f"https://x/p/{code}" for code in codes]} | facts
    here = (attachments.c.entry == entry, attachments.c.field == "papers")
    with house.db.write() as tx:
        tx.run(update(attachments).where(*here).values(facts=told))


def verdicts(browser, entry):
    page = browser("officer").see(f"/console/entries/{entry}")
    return [part.split("</p>")[0] for part in page.split('<p class="seal seal-')[1:]]


def test_a_sheet_that_still_says_the_same_is_valid(house, browser, submitted, code_of):
    stands_on_the_sheet(house, submitted, code_of(submitted))
    assert verdicts(browser, submitted) == [
        'green">《创新成果真实性承诺书》二维码是这份申报的，盖章的内容与现在一致'
    ]


def test_which_words_have_changed_is_told(house, browser, submitted, code_of):
    stands_on_the_sheet(house, submitted, code_of(submitted))
    with house.db.write() as tx:
        here = (answers.c.entry == submitted, answers.c.field == "title")
        tx.run(update(answers).where(*here).values(value="改过的名称"))
    (said,) = verdicts(browser, submitted)
    assert said.startswith('orange">《创新成果真实性承诺书》')
    assert f"“创新成果名称”由“{filling.TITLE}”改成“改过的名称”。这一张盖章已失效" in said


def test_a_sheet_of_another_entry_and_a_code_that_nobody_knows(
    house, browser, people, now, submitted, code_of
):
    other = filling.whole(house, by=people["worker"], now=now, title="另一项成果的名称写在这里好了")
    stands_on_the_sheet(house, submitted, code_of(other), UNKNOWN)
    foreign, unknown = verdicts(browser, submitted)
    assert foreign == 'red">二维码是另一份申报的：盖章的是别的承诺书，请退回'
    assert unknown.startswith('secondary">二维码像本平台的，但查不到这个编号')


def test_a_sheet_without_a_code_is_for_the_eye(house, browser, submitted):
    stands_on_the_sheet(house, submitted)
    (said,) = verdicts(browser, submitted)
    assert said.startswith('secondary">没有二维码，请人工核对')


def test_a_file_that_does_not_open_has_no_verdict(house, browser, submitted):
    stands_on_the_sheet(house, submitted, fault="unreadable")
    assert verdicts(browser, submitted) == []


def test_a_pdf_that_acts_is_a_download(house, browser, submitted, app):
    stands_on_the_sheet(house, submitted, format="PDF", inert=False)
    with house.db.read() as tx:
        row = tx.one(
            select(attachments).where(attachments.c.entry == submitted, attachments.c.field == "papers")
        )
    house.files.put(row.place, b"%PDF-1.7 ...")
    officer = browser("officer")
    page = officer.see(f"/console/entries/{submitted}")
    address = page.split('class="sheet" href="')[1].split('"')[0]
    sent = officer.get(address, buffered=True)
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]


def test_papers_of_before_say_the_item_without_its_words(house, browser, people, now, submitted):
    """Rows printed before their words were kept."""
    with house.db.write() as tx:
        revision = tx.value(select(entries.c.revision).where(entries.c.id == submitted))
        row = {
            "entry": submitted,
            "kind": "commitment",
            "revision": revision,
            "digest": "1:old",
            "quoted": {"title": "x"},
        }
        tx.run(insert(papers).values(id=ids.new(), code="ZZZZZZZZZZZZZZZZ", made_at=now, content=None, **row))
    stands_on_the_sheet(house, submitted, "ZZZZZZZZZZZZZZZZ")
    (said,) = verdicts(browser, submitted)
    assert "“创新成果名称”改过" in said
