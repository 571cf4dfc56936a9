"""人工: a question goes to a person who may answer it, and the answer comes back."""

from sqlalchemy import select

from core.adapters.tables import inquiries
from core.adapters.tables import messages as message_table
from core.services import accounts, confided
from tests import filling
from tests.handlers.talking import Worker, posted, whole
from tests.handlers.test_bots import voice


def test_a_question_goes_to_the_officer_of_the_unit_and_the_answer_comes_back(worker, client):
    whole(worker)
    officer = Worker(worker.house, client, "o-sandbox-li")
    heard = worker.says("转人工")
    assert "淮河医院的工会干事李干事" in heard and "最迟5月14日" in heard  # Monday after the next working day
    heard = worker.says("盖章要盖单位的还是工会的？")
    assert "✓ 已转给" in heard and "问题 1" in heard
    asked = posted(officer, "asked")
    assert len(asked) == 1 and "盖章要盖单位的还是工会的？" in asked[0]["text"]
    assert filling.TITLE not in asked[0]["text"]  # of a draft nobody hears more than its state
    assert "问题 1：盖章要盖单位的还是工会的？" in officer.says("待办")
    assert "答复已发给" in officer.says("答复 1 盖工会的章")
    assert "盖工会的章\n——李干事" in posted(worker, "answered")[0]["text"]
    assert "李干事已经答复过了：\n盖工会的章" in officer.says("答复 1 盖单位的章")
    assert len(posted(worker, "answered")) == 1


def test_only_who_was_asked_may_answer(worker, client):
    whole(worker)
    worker.says("人工", "怎么盖章？")
    auditor = Worker(worker.house, client, "o-sandbox-zhao")
    assert "没有这个问题" in auditor.says("答复 1 随便盖")
    assert "没有这个问题" in auditor.says("答复 99 随便盖")
    assert worker.says("答复 1 我自己答") != "" and posted(worker, "answered") == []


def test_without_a_unit_the_province_hears_it(worker, client):
    worker.says("申报", filling.TITLE)
    assert "赵审核" in worker.says("人工")
    worker.says("怎么查单位？")
    assert len(posted(Worker(worker.house, client, "o-sandbox-zhao"), "asked")) == 1


def test_a_question_may_be_spoken(worker, client):
    whole(worker)
    worker.says("人工")
    assert "转给工会的人" in voice(worker, "章要盖在哪里")
    assert "问题 1" in worker.says("对")
    assert "章要盖在哪里" in posted(Worker(worker.house, client, "o-sandbox-li"), "asked")[0]["text"]


def test_a_question_is_given_up_forgotten_or_too_long(worker):
    worker.at("title").says("转人工")
    assert "不问了" in worker.says("算了")
    worker.says("转人工", "继续")  # an order is no question
    worker.says(filling.TITLE)
    assert worker.answers() == {"title": filling.TITLE}
    assert "300 字以内" in worker.says("转人工", "问" * 301)
    worker.says("短一点的问题")
    for _ in range(2):
        worker.says("人工", "再问一个问题")
    assert "3 个问题在等答复" in worker.says("人工")
    with worker.house.db.read() as tx:
        rows = tx.rows(select(inquiries))
    assert len(rows) == 3 and all("问题" not in row.question for row in rows)  # encrypted


def test_an_answer_is_read_where_only_a_template_arrived(worker, officer, client):
    whole(worker)
    worker.says("人工", "章要盖在哪里？")
    officer.says("答复 1 盖在单位名称上")
    path = posted(worker, "answered")[0]["url"].split("/a/")[1]
    page = client.get(f"/a/{path}")
    assert page.status_code == 200 and "盖在单位名称上" in page.text and "章要盖在哪里" in page.text
    assert client.get(f"/a/{path[:-2]}xx").status_code == 404


def test_who_was_merged_is_still_asked_and_still_asks(worker, officer, client):
    whole(worker)
    worker.says("人工", "章要盖在哪里？")
    other = Worker(worker.house, client, "o-worker-2")
    other.says("申报")
    house, now = worker.house, worker.house.clock.now()
    for one, two in (
        (other.person, worker.person),
        (Worker(house, client, "o-worker-3").person, officer.person),
    ):
        with house.db.write() as tx:
            accounts.merge(tx, keep=one, gone=two, now=now)
    assert "章要盖在哪里" in officer.says("待办")
    officer.says("答复 1 盖在单位名称上")
    assert "盖在单位名称上" in posted(other, "answered")[0]["text"]


def test_before_a_public_holiday_the_day_that_is_told_is_the_first_that_is_worked(worker):
    whole(worker)
    worker.house.clock.move(worker.house.clock.now().replace(month=6, day=7))
    assert "最迟6月11日" in worker.says("转人工")  # 端午 is on Monday


def test_questions_of_others_do_not_hide_ones_own(worker, client):
    whole(worker)
    worker.says("人工", "章盖在哪一页？")
    officer = Worker(worker.house, client, "o-sandbox-li")
    with worker.house.db.write() as tx:
        own = tx.one(select(inquiries))
        row = {**own._mapping, "to": ["another-officer"]}
        tx.run(inquiries.update().values(number=1000))
        for number in range(1, 520):
            tx.run(inquiries.insert().values(**row | {"id": f"other-{number}", "number": number}))
    assert "问题 1000：章盖在哪一页？" in officer.says("待办")


def test_the_words_of_questions_and_answers_lie_nowhere_in_plain_text(worker, client):
    whole(worker)
    officer = Worker(worker.house, client, "o-sandbox-li")
    worker.says("人工", "我家的电话要写吗？")
    officer.says("答复 1 不用写家里的电话")
    with worker.house.db.read() as tx:
        kept = repr([tuple(row) for row in tx.rows(select(message_table))])
    assert not any(word in kept for word in ("家的电话", "家里的电话"))
    assert "我家的电话要写吗？" in posted(officer, "asked")[0]["text"]
    assert "不用写家里的电话" in posted(worker, "answered")[0]["text"]


def test_what_lay_open_before_is_sealed_later_and_reads_the_same(worker, client):
    whole(worker)
    officer = Worker(worker.house, client, "o-sandbox-li")
    worker.says("人工", "我家的电话要写吗？")
    (whole_body,) = posted(officer, "asked")
    with worker.house.db.write() as tx:
        tx.run(message_table.update().where(message_table.c.reason == "asked").values(body=dict(whole_body)))
    assert (confided.seal_old(worker.house), confided.seal_old(worker.house)) == (1, 0)
    with worker.house.db.read() as tx:
        kept = tx.value(select(message_table.c.body).where(message_table.c.reason == "asked"))
    assert "家的电话" not in repr(kept) and posted(officer, "asked") == [whole_body]


def test_words_under_a_lost_key_hold_up_nobody(worker, client):
    whole(worker)
    officer = Worker(worker.house, client, "o-sandbox-li")
    worker.says("人工", "我家的电话要写吗？")
    with worker.house.db.write() as tx:
        here = message_table.c.reason == "asked"
        old = tx.value(select(message_table.c.body).where(here))
        tx.run(message_table.update().where(here).values(body={**old, "sealed": "v1.another-key.AAAA"}))
    assert posted(officer, "asked")[0]["text"].startswith("这条消息的内容现在打不开")
