"""Sealed sheets in chat: an edit that voids one says so at once, and undoing it takes it back; blank forms for anybody."""

from sqlalchemy import select, update

from core.adapters.tables import attachments, papers
from core.services import papers as letters
from tests import filling
from tests.handlers.talking import posted


def seal(house, worker, entry):
    """Both letters printed, and a file whose facts say that both codes stand on it."""
    letters.letters_pdf(house, entry, by=worker.person, now=house.clock.now())
    filling.give_files(house, entry, by=worker.person, now=house.clock.now())
    with house.db.write() as tx:
        codes = [row.code for row in tx.rows(select(papers.c.code).where(papers.c.entry == entry))]
        facts = filling.GOOD_FACTS["papers"] | {
            "codes": [f"https://x/p/{code}" for code in codes],
            "pages": 2,
        }
        here = (attachments.c.entry == entry, attachments.c.field == "papers")
        tx.run(update(attachments).where(*here).values(facts=facts))


def test_an_edit_that_voids_a_seal_is_told_and_taken_back(house, worker):
    worker.says("申报")
    worker.at("title").says(filling.TITLE)
    worker.at("unit").says("淮河医院护理部")
    seal(house, worker, worker.entry().id)
    assert "对不上了" not in worker.at("background").says(filling.BACKGROUND, "好")
    heard = worker.at("title").says("另一个完全不同的成果名称与应用")
    assert "盖过章的《创新成果授权书》、《创新成果真实性承诺书》上印着“创新成果名称”，现在对不上了" in heard
    assert "对不上了" not in worker.at("title").says(filling.TITLE)


def test_blank_forms_are_told_without_an_entry_and_with_one(worker):
    heard = worker.says("模板")
    assert "/blanks" in heard and "申报" in heard
    worker.says("申报")
    heard = worker.says("模板", "1")  # a name is asked for: both are offered
    assert "/blanks" in heard and "/upload#" in heard


def test_only_the_letters_that_are_to_be_sealed_are_handed_out(house, worker):
    worker.says("申报")
    worker.at("title").says(filling.TITLE)
    seal(house, worker, worker.entry().id)
    assert "不用再打印" in worker.says("承诺书") and posted(worker, "enclosed") == []
    worker.at("title").says("另一个完全不同的成果名称与应用")
    heard = worker.says("承诺书")
    assert heard.count("“创新成果名称”改过，对不上了，这一张要重新打印、盖章") == 2
    assert len(posted(worker, "enclosed")) == 2
