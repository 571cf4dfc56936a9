"""Sealed sheets of an entry: valid while they say what it says, told apart by their codes, printed again one by one."""

import io

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select, update

from core.adapters.clock import START
from core.adapters.tables import answers, attachments, messages, papers
from core.domain.refusals import Refused
from core.services import (
    accounts,
    answering,
    attaching,
    batches,
    checks,
    demo,
    digesting,
    entries,
    units,
    uploads,
)
from core.services import papers as letters
from tests import filling
from tests.sealing import photo_of, printed, stamp

OLD, NEW = filling.TITLE, "病区移动输液架自动锁止装置"


@pytest.fixture
def worker(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, worker):
    """A whole draft but for its sealed sheets."""
    made = filling.whole(house, by=worker, now=START)
    change(house, made, worker, papers=[])
    return made


def change(house, entry, by, **values):
    with house.db.write() as tx:
        for key, value in values.items():
            answering.save(house, tx, entries.load(house, tx, entry), key, value, by=by, now=START)
        tx.after_commit.clear()


def pdf_of(house, entry, by, *only):
    return letters.letters_pdf(house, entry, by=by, now=START, only=only)


def hand_in(house, entry, by, path):
    """Uploads a file of sealed sheets and has it checked; its attachment."""
    length, told = path.stat().st_size, {"filename": path.name, "title": path.stem}
    made = uploads.create(house, entry, "papers", length=length, by=by, now=START, **told)
    uploads.append(house, made, [path.read_bytes()], offset=0, by=by, now=START)
    with house.db.read() as tx:
        attachment = uploads.attachment_of(tx, made).id
    assert checks.check(house, attachment, now=START) == "checked"
    return attachment


def scanned(pdf, path):
    """All its sheets in one PDF, sealed, the last first."""
    sheets = [printed(pdf, number, 2000) for number in range(pages_of(pdf))]
    for sheet in sheets:
        stamp(sheet)
    sheets[-1].save(path, "PDF", save_all=True, append_images=sheets[:-1], resolution=170)
    return path


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def said(house, entry):
    """(rule, level) of all that is said of the sheets, and their sentences."""
    with house.db.read() as tx:
        found = [f for f in entries.load(house, tx, entry).findings() if f.field_key == "papers"]
    return sorted((f.rule, f.level) for f in found), " ".join(f.sentence for f in found)


def standing(house, entry):
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
        assert batches.load(house, tx, [entry])[0].known == found.known
        return {row["key"]: row["state"] for row in letters.standing(found)}


BOTH_VALID = {"authorisation": "valid", "commitment": "valid"}


def test_two_sheets_in_one_scan_are_valid_until_what_they_quote_changes(house, entry, worker, tmp_path):
    assert standing(house, entry) == {"authorisation": "none", "commitment": "none"}
    hand_in(house, entry, worker, scanned(pdf_of(house, entry, worker), tmp_path / "both.pdf"))
    assert (standing(house, entry), said(house, entry)) == (BOTH_VALID, ([], ""))
    change(house, entry, worker, background="别的背景。")
    assert standing(house, entry) == BOTH_VALID
    change(house, entry, worker, title=NEW)
    rules, sentences = said(house, entry)
    assert rules == [("papers.seal.is", "must")] * 2
    assert f"“创新成果名称”由“{OLD}”改成“{NEW}”" in sentences
    assert "只重新打印《创新成果授权书》" in sentences and "只重新打印《创新成果真实性承诺书》" in sentences
    change(house, entry, worker, title=OLD)  # undone: the seals hold again
    assert (standing(house, entry), said(house, entry)) == (BOTH_VALID, ([], ""))


def test_only_the_voided_sheet_is_printed_and_replaces_the_old_one(house, entry, worker, tmp_path):
    hand_in(house, entry, worker, scanned(pdf_of(house, entry, worker), tmp_path / "both.pdf"))
    with house.db.read() as tx:
        unit = units.by_name(tx, "淮河医院护理部")
    change(house, entry, worker, unit={"name": "淮河医院门诊部"})
    assert standing(house, entry) == {"authorisation": "valid", "commitment": "stale"}
    assert "“成果完成单位”由“淮河医院护理部”改成“淮河医院门诊部”" in said(house, entry)[1]
    again = pdf_of(house, entry, worker, "commitment")
    assert pages_of(again) == 1
    hand_in(house, entry, worker, photo_of(again, tmp_path / "again.jpg"))
    assert standing(house, entry) == BOTH_VALID
    assert said(house, entry)[0] == [("papers.seal_kept.is", "advise")]
    change(
        house, entry, worker, unit={"id": unit}
    )  # undone: now the old sheet holds and the new one does not
    assert (standing(house, entry), said(house, entry)[0]) == (
        BOTH_VALID,
        [("papers.seal_kept.is", "advise")],
    )


def test_the_same_letter_printed_twice_is_one_paper_and_a_strange_kind_is_refused(house, entry, worker):
    pdf_of(house, entry, worker)
    pdf_of(house, entry, worker, "commitment")
    with house.db.read() as tx:
        assert len(tx.rows(select(papers).where(papers.c.entry == entry))) == 2
    with pytest.raises(Refused, match="paper.kind.unknown"):
        pdf_of(house, entry, worker, "commitment", "receipt")


def test_a_letter_of_another_entry_is_foreign(house, entry, worker, tmp_path):
    other = filling.whole(house, by=worker, now=START, title="另一项成果的名称写在这里好了")
    hand_in(house, entry, worker, photo_of(pdf_of(house, other, worker, "commitment"), tmp_path / "p.jpg"))
    assert said(house, entry)[0] == [("papers.code.is", "must")]


def test_a_missing_sheet_is_told_and_a_code_that_nobody_knows_is_for_the_eye(house, entry, worker, tmp_path):
    pdf = pdf_of(house, entry, worker, "authorisation")
    attachment = hand_in(house, entry, worker, photo_of(pdf, tmp_path / "p.jpg"))
    assert said(house, entry)[0] == [("papers.sheets.covers", "advise")]
    assert "《创新成果真实性承诺书》" in said(house, entry)[1]
    facts = {"format": "JPEG", "fault": None, "pages": 1, "codes": ["https://elsewhere/p/0123456789ABCDEF"]}
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == attachment).values(facts=facts))
    assert said(house, entry)[0] == [("papers.code_known.is", "advise")]


def test_both_sheets_as_two_photos_in_any_order(house, entry, worker, tmp_path):
    pdf = pdf_of(house, entry, worker)
    for number in (1, 0):
        hand_in(house, entry, worker, photo_of(pdf, tmp_path / f"{number}.jpg", page=number, tilt=4))
    assert (standing(house, entry), said(house, entry)) == (BOTH_VALID, ([], ""))


def test_what_a_letter_said_is_kept_without_telephones(house, worker):
    with house.db.write() as tx:
        made = entries.start(house, tx, "2024-anhui", "roadshow", by=worker, now=START)
        tx.after_commit.clear()
    change(house, made, worker, phone="0551-62999999", course_title="课程甲")
    pdf_of(house, made, worker)
    with house.db.read() as tx:
        row = tx.one(select(papers).where(papers.c.entry == made))
        kept = tx.value(select(answers.c.value).where(answers.c.entry == made, answers.c.field == "phone"))
    assert (row.content["said"]["course_title"], "phone" in row.content["said"]) == ("课程甲", False)
    assert "62999999" not in f"{row.content}{row.quoted}{kept}"
    change(house, made, worker, phone="0551-62999998", course_title="课程乙")
    with house.db.read() as tx:
        changed = letters.by_code(house, tx, row.code)["changed"]
    assert changed == ("上报单位联系电话", "课程名称")


def test_a_voided_sheet_sent_in_chat_is_told_with_the_next_step(house, entry, worker, tmp_path):
    path = photo_of(pdf_of(house, entry, worker, "commitment"), tmp_path / "p.jpg")
    change(house, entry, worker, title=NEW)
    with house.db.write() as tx:
        attachment = attaching.add(
            house, tx, entry, "papers", filename="盖章承诺书.jpg", title="盖章承诺书", size=1, place="kept/chat",
            state="stored", source="chat", by=worker, now=START,
        )  # fmt: skip
        tx.after_commit.clear()
    house.files.put(f"kept/{attachment[-2:]}/{attachment}", path.read_bytes())
    assert checks.check(house, attachment, now=START) == "checked"
    assert digesting.tell(house, entry, worker, now=START) == "told"
    with house.db.read() as tx:
        body = tx.value(select(messages.c.body).where(messages.c.occasion == attachment))
    assert "只打印《创新成果真实性承诺书》这一张" in body["text"] and "/upload#" in body["text"]
    assert "授权书" not in body["text"].split("还没有看到")[0]


def test_a_sheet_that_acts_is_refused(house, entry, worker, tmp_path):
    with pikepdf.open(io.BytesIO(pdf_of(house, entry, worker))) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))
        document.save(tmp_path / "p.pdf")
    hand_in(house, entry, worker, tmp_path / "p.pdf")
    assert ("papers.inert.is", "must") in said(house, entry)[0]
