"""An officer urges those who have not sent in, and takes words, a card and a picture to a group."""

from datetime import timedelta

from sqlalchemy import update

from core.adapters.tables import identities
from core.services import group_notes, messages, units
from tests import filling
from tests.handlers.talking import Worker, posted, whole
from tests.handlers.test_orders import AFTER
from tests.handlers.test_unit import OTHER


# Urging
def test_urged_once_a_day_and_who_cannot_be_reached_is_named(worker, officer, client):
    whole(worker)
    far = Worker(worker.house, client, "o-worker-2")
    whole(far, OTHER)
    far.does("unsubscribe")
    house, lost = worker.house, far.person
    with house.db.write() as tx:
        tx.run(
            update(identities).where(identities.c.person == lost).values(heard_at=AFTER - timedelta(days=300))
        )
    morning(house)
    heard = officer.says("催办")
    assert "要提醒 1 位" in heard and posted(worker, "urged") == []
    heard = officer.says("是")
    assert "✓ 已提醒 1 位职工" in heard and "请打电话或当面说" in heard
    assert [body["title"] for body in posted(worker, "urged")] == [filling.TITLE]
    assert (
        "淮河医院" in posted(worker, "urged")[0]["text"]
        and "6月28日截止" in posted(worker, "urged")[0]["text"]
    )
    assert "今天已经提醒过了" in officer.says("催办")
    house.clock.move(house.clock.now() + timedelta(days=1))
    officer.says("催办", "是")
    assert len(posted(worker, "urged")) == 2


def morning(house):
    now = house.clock.now()
    house.clock.move((now + timedelta(days=1)).replace(hour=10, minute=30))


def test_nobody_is_urged_at_night_for_nothing_or_after_the_end(worker, officer):
    morning(worker.house)
    assert "没有没交的申报" in officer.says("催办")
    whole(worker)
    worker.house.clock.move(worker.house.clock.now().replace(hour=22))
    assert "休息时间（21:00到08:00）" in officer.says("催办")
    worker.house.clock.move(AFTER + timedelta(hours=10))
    assert "已经截止" in officer.says("催办")
    assert posted(worker, "urged") == []


def test_who_was_reminded_by_the_campaign_today_is_not_urged(worker, officer):
    whole(worker)
    morning(worker.house)
    who, now = worker.person, worker.house.clock.now()
    with worker.house.db.write() as tx:
        messages.post(
            worker.house,
            tx,
            who,
            "reminder",
            "slot-1",
            now=now,
            says="提醒",
            template="deadline",
            keywords={},
        )
    assert "今天已经提醒过了" in officer.says("催办")
    assert posted(worker, "urged") == []


# Groups
def test_words_for_a_group_hold_nobodys_name_or_work(worker, officer, sent):
    heard = officer.says("群消息")
    assert "【淮河医院工会】" in heard and "已交 1 项" in heard and "申报" in heard
    kinds = [body["enclosed"]["kind"] for body in posted(officer, "enclosed")]
    assert sorted(kinds) == ["group", "news"]
    card = next(
        body["enclosed"] for body in posted(officer, "enclosed") if body["enclosed"]["kind"] == "news"
    )
    for private in (filling.TITLE, "甲一", "王师傅", "李干事"):
        assert private not in f"{heard}{card}"


def test_the_picture_is_drawn_and_its_address_cannot_be_made_up(worker, officer, sent, client):
    officer.says("群消息")
    card = next(
        body["enclosed"] for body in posted(officer, "enclosed") if body["enclosed"]["kind"] == "news"
    )
    path = card["url"].split("/g/")[1]
    page = client.get(f"/g/{path}")
    assert page.status_code == 200 and "淮河医院工会" in page.text
    drawn = client.get(f"/g/{path}.png")
    assert (drawn.status_code, drawn.mimetype, drawn.data[:4]) == (200, "image/png", b"\x89PNG")
    assert client.get(f"/g/{path[:-3]}abc").status_code == 404
    assert client.get("/g/made-up.png").status_code == 404
    with worker.house.db.read() as tx:
        unit = units.by_name(tx, "淮河医院工会")
    assert group_notes.read(worker.house, path) == (unit, "2024-anhui")
