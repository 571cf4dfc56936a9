"""Every kind of message and event has its answer, before there is an entry and after."""

import re

import pytest

from core.domain.orders import BY_KEY
from core.services import accounts, links, units
from handlers.event import MENU
from tests.handlers.talking import Worker

KINDS = {
    "image": {"PicUrl": "http://x", "MediaId": "m"},
    "voice": {"MediaId": "m", "Format": "amr"},
    "video": {"MediaId": "m", "ThumbMediaId": "t"},
    "shortvideo": {"MediaId": "m", "ThumbMediaId": "t"},
    "file": {"Title": "题库.xlsx", "FileMd5": "x", "FileTotalLen": "1"},
    "location": {"Location_X": "31.8", "Location_Y": "117.2", "Scale": "15", "Label": "某处"},
    "link": {"Title": "t", "Description": "d", "Url": "http://x"},
    "miniprogrampage": {"Title": "t", "AppId": "a"},
    "": {},
}


@pytest.mark.parametrize("kind", KINDS)
def test_before_there_is_an_entry_each_says_how_to_begin(worker, kind):
    assert re.search("申报|帮助|单位请回复名称", worker.sends(kind, **KINDS[kind]))


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        ("image", ["原图", "/upload#", "修改 19"]),
        ("voice", ["打字", "MP3", "/upload#"]),
        ("video", ["1080P", "/upload#"]),
        ("shortvideo", ["1080P", "/upload#"]),
        ("file", ["收不到内容", "/upload#"]),
        ("location", ["单位请回复名称"]),
        ("link", ["打不开", "/upload#"]),
        ("miniprogrampage", ["看不懂", "帮助"]),
        ("", ["看不懂", "帮助"]),
    ],
)
def test_nothing_but_text_answers_a_text_item(worker, kind, about):
    worker.at("background").says("写到一半")
    before = (worker.answers(), worker.place)
    told = worker.sends(kind, **KINDS[kind])
    assert [part for part in about if part not in told] == []
    assert (worker.answers(), worker.place) == before


@pytest.mark.parametrize(
    ("kind", "field"), [("image", "photos"), ("voice", "audio"), ("video", "videos"), ("link", "title")]
)
def test_a_link_opens_the_upload_page_at_its_item(worker, kind, field):
    worker.at("title")
    code = worker.sends(kind, **KINDS[kind]).split("/upload#")[1].split()[0]
    with worker.house.db.write() as tx:
        person, about = links.take_upload(tx, code)
    assert (person, about) == (worker.person, {"entry": worker.entry().id, "field": field})


@pytest.mark.parametrize("field", ["photos", "videos", "bank", "audio", "papers"])
def test_an_item_of_files_hands_over_its_own_link(worker, field):
    worker.at(field)
    for told in (worker.heard[-1], worker.says("在哪里传？")):
        with worker.house.db.write() as tx:
            _, about = links.take_upload(tx, told.split("/upload#")[1][:24])
        assert about == {"entry": worker.entry().id, "field": field}
    assert "还没有收到" in worker.says("继续")


def test_a_photo_of_the_sealed_sheet_is_taken_where_it_is_asked(worker):
    worker.at("papers")
    assert "收到盖章承诺书" in worker.sends("image", **KINDS["image"])
    assert [row["title"] for row in worker.answers()["papers"]] == ["盖章承诺书"]
    assert worker.asked == "papers"


def test_following_welcomes_with_the_last_day(worker):
    told = worker.does("subscribe")
    assert "6月28日截止" in told and "申报" in told
    assert worker.does("unsubscribe") == ""


@pytest.mark.parametrize("event", [("subscribe", "qrscene_"), ("SCAN", "")], ids=["new", "following"])
def test_a_scanned_invitation_makes_an_officer_once(worker, client, event):
    name, before = event
    with worker.house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        code = links.invite(
            tx, unit=unit, role="officer", campaign=None, by=None, now=worker.house.clock.now()
        )
    assert "淮河医院工会" in worker.does(name, EventKey=f"{before}i.{code}", Ticket="t")
    with worker.house.db.read() as tx:
        assert [row.unit for row in accounts.grants_of(tx, worker.person)] == [unit]
    other = Worker(worker.house, client, "o-worker-2")
    assert "淮河医院工会" not in other.does(name, EventKey=f"{before}i.{code}", Ticket="t").split("\n\n")[-1]
    with worker.house.db.read() as tx:
        assert list(accounts.grants_of(tx, other.person)) == []


def test_a_scanned_code_joins_two_doors(worker, client):
    worker.says("申报")
    other = Worker(worker.house, client, "o-worker-2")
    code = re.search(r"\d{6}", worker.says("绑定"))[0]
    assert "已经合并" in other.does("SCAN", EventKey=f"j.{code}", Ticket="t")
    assert other.person == worker.person
    assert worker.entry().id == other.entry().id


def test_a_wrong_code_is_refused_in_words(worker):
    assert worker.does("SCAN", EventKey="i.NOSUCHCODE") != ""
    assert "没有看懂" not in worker.says("绑定 123456")
    assert worker.place == (None, None)


def test_another_scene_leads_to_the_beginning(worker):
    assert "申报" in worker.does("SCAN", EventKey="poster-7")


@pytest.mark.parametrize("key", [key for key in MENU if key != "unit"])
def test_every_tap_of_the_menu_says_what_its_word_says(worker, key):
    typed = Worker(worker.house, worker.platform._client, "o-worker-2")
    clean = re.compile(r"/upload#\w+")
    for told in (worker, typed):
        told.at("title").says("护士站移动输液架自动锁止装置的研制")
    tapped, said = worker.does("CLICK", EventKey=key), typed.says(BY_KEY[MENU[key]].called)
    assert clean.sub("", tapped) == clean.sub("", said) != ""


def test_an_unknown_tap_and_silent_events(worker):
    assert "帮助" in worker.does("CLICK", EventKey="of-an-old-menu")
    for event in ("VIEW", "view_miniprogram", "LOCATION", "TEMPLATESENDJOBFINISH", "never_heard_of", ""):
        assert worker.does(event, EventKey="x", MsgID="1", Status="success") == ""
