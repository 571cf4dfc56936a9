"""Banks edited question by question: the upload stays, everything reads the edited bank, nothing is overwritten unseen."""

import threading

import pytest
from sqlalchemy import select, update

from core.adapters import bank_reading
from core.adapters.clock import START
from core.adapters.tables import attachments, log
from core.domain import questions
from core.domain.refusals import Refused
from core.services import accounts, acts, answering, attaching, banks, checks, demo, entries
from tests import filling, sheets

FIELD = "bank"
GOOD = {"type": "单选", "stem": "新的题是", "options": ["甲", "乙"], "answer": "b", "difficulty": "初级", "source": "视频简介"}  # fmt: skip


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    return filling.whole(house, by=me, now=START)


@pytest.fixture
def bank(house, me, entry, tmp_path):
    """A real upload of 20 questions, looked at, in place of the entry's bank."""
    path = sheets.bank(tmp_path / "b.xlsx")
    house.files.put("parts/b", path.read_bytes())
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), FIELD, [], by=me, now=START)
        made = attaching.add(
            house, tx, entry, FIELD, filename="题库.xlsx", title="文字和视频题库", size=path.stat().st_size, place="parts/b",
            state="received", source="upload", by=me, now=START,
        )  # fmt: skip
        tx.after_commit.clear()
    assert checks.check(house, made, now=START) == "checked"
    return made


def opened(house, me, entry, bank):
    with house.db.read() as tx:
        return banks.open_for(house, tx, entry, bank, by=me)


def loaded(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def stems(bank):
    return [row["cells"]["stem"] for row in bank.rows]


def test_the_first_edit_stands_in_place_of_the_upload_which_is_kept(house, me, entry, bank):
    before = loaded(house, entry)
    original = before.files[bank]
    banks.change(house, entry, bank, "q7", {**GOOD, "stem": "改过的题是"}, seen=1, by=me, now=START)
    after, found = loaded(house, entry), opened(house, me, entry, bank)
    assert (found.is_edited, found.id != bank, found.row.mended_from) == (True, True, bank)
    assert after.answers[FIELD] == [{"attachment": found.id, "title": "文字和视频题库"}]
    assert after.versions[FIELD] == before.versions[FIELD] + 1
    assert after.row.version > before.row.version
    assert (found.rows[6]["id"], found.rows[6]["version"], found.rows[6]["cells"]["answer"]) == ("q7", 2, "B")
    with house.db.read() as tx:
        kept = tx.one(select(attachments).where(attachments.c.id == bank))
    assert (kept.removed_at is not None, kept.sha256) == (True, original.sha256)
    assert house.files.path(kept.place).read_bytes()[:4] == b"PK\x03\x04"


def test_all_that_reads_a_bank_reads_the_edited_one(house, me, entry, bank):
    banks.add(house, entry, bank, GOOD, before="q1", by=me, now=START)
    banks.remove(house, entry, bank, "q20", seen=1, by=me, now=START)
    banks.move(house, entry, bank, "q2", before=None, by=me, now=START)
    found = opened(house, me, entry, bank)
    wanted = ["新的题是", *(f"第{n}题：锁止装置的作用是" for n in (1, *range(3, 20), 2))]
    after = loaded(house, entry)
    assert stems(found) == wanted
    assert [row["row"] for row in found.rows] == list(range(1, 21))
    assert [question["stem"] for question in entries.presented(after)[FIELD][0]["questions"]] == wanted
    file = bank_reading.bank_facts(house.files.path(found.row.place))
    assert [row["cells"] for row in file["rows"]] == [row["cells"] for row in found.rows]
    assert [f.sentence for f in after.findings() if f.field_key == FIELD] == []


def test_faults_are_found_again_and_count_nothing_until_mended(house, me, entry, bank):
    banks.change(house, entry, bank, "q7", {**GOOD, "answer": "F"}, by=me, now=START)
    said = [(f.rule, f.sentence) for f in loaded(house, entry).findings() if f.field_key == FIELD]
    assert said == [
        (
            "bank.questions.min",
            "“成果题库”现在算数的有 0 道题。另有 20 道在还有错的题库里：一套题库全部改好才算数，不会只收一半。请把错处改好，改好就够 20 道了。",
        ),
        (
            "bank.answer.single",
            "《文字和视频题库》第 7 题是单选，“正确答案”写的是“F”，请写一个有选项的字母，例如 B。",
        ),
    ]
    with pytest.raises(Refused, match="entry.incomplete"), house.db.write() as tx:
        acts.submit(house, tx, entry, by=me, now=START)
    banks.change(house, entry, bank, "q7", GOOD, by=me, now=START)
    assert [f.sentence for f in loaded(house, entry).findings() if f.field_key == FIELD] == []


def test_old_files_of_an_edited_bank_go_and_the_newest_stays(house, me, entry, bank):
    banks.remove(house, entry, bank, "q1", by=me, now=START)
    first = opened(house, me, entry, bank)
    banks.remove(house, entry, bank, "q2", by=me, now=START)
    second = opened(house, me, entry, bank)
    assert second.id == first.id
    assert not house.files.path(first.row.place).exists()
    assert house.files.path(second.row.place).stat().st_size == second.row.size


def test_a_stale_writer_is_told_with_both_and_another_question_is_no_conflict(house, me, entry, bank):
    banks.change(house, entry, bank, "q7", GOOD, seen=1, by=me, now=START)
    banks.change(house, entry, bank, "q8", {**GOOD, "stem": "别的题"}, seen=1, by=me, now=START)
    for act in (
        lambda: banks.change(house, entry, bank, "q7", {**GOOD, "stem": "晚了"}, seen=1, by=me, now=START),
        lambda: banks.remove(house, entry, bank, "q7", seen=1, by=me, now=START),
        lambda: banks.move(house, entry, bank, "q7", before="q1", seen=1, by=me, now=START),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert (refused.value.code, refused.value.params["version"]) == ("question.stale", 2)
        assert refused.value.params["theirs"]["stem"] == "新的题是"
    assert stems(opened(house, me, entry, bank))[6:8] == ["新的题是", "别的题"]


def test_the_same_content_again_changes_nothing(house, me, entry, bank):
    banks.change(house, entry, bank, "q7", GOOD, by=me, now=START)
    before = loaded(house, entry)
    banks.change(house, entry, bank, "q7", {**GOOD, "answer": "B"}, seen=1, by=me, now=START)
    banks.move(house, entry, bank, "q7", before="q7", by=me, now=START)
    banks.move(house, entry, bank, "q7", before="q8", by=me, now=START)
    after = loaded(house, entry)
    assert (after.row.version, after.versions) == (before.row.version, before.versions)


def test_two_writers_at_once_lose_nothing(house, me, entry, bank):
    faults = []

    def write(number):
        try:
            banks.add(house, entry, bank, {**GOOD, "stem": f"并发第{number}题"}, by=me, now=START)
        except Exception as fault:  # noqa: BLE001 - of another thread: shown below
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(stems(opened(house, me, entry, bank))[20:]) == [f"并发第{n}题" for n in range(4)]


def test_a_bank_is_started_from_nothing(house, me, entry, bank):
    made = banks.start(house, entry, FIELD, " 视频 题库 ", by=me, now=START)
    found = opened(house, me, entry, made)
    assert (found.title, found.rows, found.is_edited) == ("视频 题库", [], True)
    question = banks.add(house, entry, made, GOOD, by=me, now=START)
    assert [row["id"] for row in opened(house, me, entry, made).rows] == [question]
    assert [row["title"] for row in loaded(house, entry).answers[FIELD]] == ["文字和视频题库", "视频 题库"]


def test_a_question_repeated_in_another_bank_is_told_with_both_places(house, me, entry, bank):
    made = banks.start(house, entry, FIELD, "视频题库", by=me, now=START)
    again = {
        **GOOD,
        "stem": "第3题:锁止装置的作用是",
        "options": ["遥控锁止", "松手即锁", "推动即开", "踩踏锁止"],
    }
    (said,) = banks.judge(opened(house, me, entry, made), again)
    assert said[1].sentence == "《视频题库》第 1 题与“文字和视频题库”第 4 行是同一道题，请删去一道。"
    banks.add(house, entry, made, again, by=me, now=START)
    (found,) = [f for f in loaded(house, entry).findings() if f.rule == "bank.stem.repeated"]
    assert (found.attachment, found.sentence) == (made, said[1].sentence)


def test_a_draft_is_judged_at_its_cells_and_not_saved(house, me, entry, bank):
    found = opened(house, me, entry, bank)
    said = banks.judge(found, {"type": "多选", "options": ["甲", "", "甲"], "answer": "A"}, instead_of="q1")
    assert [(key, finding.phrase) for key, finding in said] == [
        ("stem", "bank.stem.empty"),
        ("B", "bank.options.gap"),
        ("C", "bank.options.same"),
        ("answer", "bank.answer.multiple"),
        ("difficulty", "bank.difficulty.unknown"),
        ("source", "bank.source.vague"),
    ]
    assert opened(house, me, entry, bank).rows == found.rows


def test_edits_are_in_the_log_by_ids_and_without_values(house, me, entry, bank):
    made = banks.add(house, entry, bank, GOOD, by=me, now=START)
    kept = opened(house, me, entry, bank).id
    with house.db.read() as tx:
        rows = tx.rows(select(log).where(log.c.entry == entry, log.c.act.like("question.%")))
    assert [(row.act, row.by, row.about) for row in rows] == [
        ("question.add", me, {"field": FIELD, "attachment": kept, "question": made})
    ]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "question.blank"),
        ({"stem": "（例） "}, "question.blank"),
        ({"stem": "长" * (questions.LONGEST + 1)}, "question.long"),
    ],
)
def test_what_is_not_kept(house, me, entry, bank, told, code):
    with pytest.raises(Refused, match=code):
        banks.add(house, entry, bank, told, by=me, now=START)
    assert not opened(house, me, entry, bank).is_edited


def test_an_unknown_question_or_bank(house, me, entry, bank):
    with pytest.raises(Refused, match="question.unknown"):
        banks.remove(house, entry, bank, "q21", by=me, now=START)
    with pytest.raises(Refused, match="question.unknown"):
        banks.move(house, entry, bank, "q2", before="q21", by=me, now=START)
    with pytest.raises(Refused, match="attachment.unknown"):
        banks.remove(
            house, entry, loaded(house, entry).answers["photos"][0]["attachment"], "q1", by=me, now=START
        )
    with pytest.raises(Refused, match="answer.field.unknown"):
        banks.start(house, entry, "photos", "题库", by=me, now=START)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": "stored"}, "questions.pending"),
        ({"facts": {"fault": "old_sheet"}}, "questions.unread"),
        ({"facts": {"fault": None, "header": False, "rows": []}}, "questions.unread"),
        ({"facts": {"fault": None, "header": True, "sheets": [{"name": "a", "missing": ["题型"]}], "rows": []}}, "questions.unread"),
        ({"facts": filling.bank_facts(questions.MOST + 1)}, "questions.large"),
    ],
)  # fmt: skip
def test_what_cannot_be_edited(house, me, entry, bank, values, code):
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == bank).values(**values))
    with pytest.raises(Refused, match=code):
        banks.remove(house, entry, bank, "q1", by=me, now=START)


def test_the_bound_of_questions(house, me, entry, bank):
    with house.db.write() as tx:
        here = attachments.c.id == bank
        tx.run(update(attachments).where(here).values(facts=filling.bank_facts(questions.MOST)))
    with pytest.raises(Refused, match="question.many"):
        banks.add(house, entry, bank, GOOD, by=me, now=START)


def test_only_while_the_entry_is_editable_and_only_its_own_people(house, me, entry, bank):
    with house.db.write() as tx:
        stranger = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-li", now=START)
    with pytest.raises(Refused, match="entry.unknown"):
        banks.add(house, entry, bank, GOOD, by=stranger, now=START)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=me, now=START)
        tx.after_commit.clear()
    for act in (
        lambda: banks.add(house, entry, bank, GOOD, by=me, now=START),
        lambda: banks.start(house, entry, FIELD, "视频题库", by=me, now=START),
    ):
        with pytest.raises(Refused, match="entry.not_editable"):
            act()
    assert len(opened(house, me, entry, bank).rows) == 20
