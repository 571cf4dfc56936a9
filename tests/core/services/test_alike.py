"""One achievement handed in twice: found by its name and its pictures, said with the reason, and only to the auditor."""

import io
from datetime import timedelta

import pytest
from PIL import Image, ImageOps
from sqlalchemy import select, text, update

from core.adapters import marks
from core.adapters.clock import START
from core.adapters.images import photo_facts
from core.adapters.tables import attachments, log, name_holds, revisions
from core.adapters.tables import entries as entry_table
from core.domain.refusals import Refused
from core.services import (
    accounts,
    acts,
    alike,
    answering,
    demo,
    entries,
    reviews,
    staff,
    units,
)
from tests import filling, making

NOW = START
NEAR = "移动输液架自动锁止装置研制及应用"
FAR = "锅炉补水自动控制小改造"


@pytest.fixture
def people(house):
    demo.furnish(house, now=NOW)
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=NOW)
            for key, name in (("worker", "wang"), ("other", "sun"), ("officer", "li"), ("auditor", "zhao"))
        }
    narrow = staff.add(house, "审乙", role="auditor", unit="皖江大学工会", now=NOW)
    return {**found, "narrow": narrow.person}


def write(house, function, *args, **more):
    with house.db.write() as tx:
        return function(house, tx, *args, **more)


@pytest.fixture
def sent(house, people):
    """sent(title) is an entry of another unit, by other people, sent in."""

    def send(title, unit="皖江大学后勤集团", name="丙三", by="other", campaign=None):
        entry = filling.whole(house, by=people[by], now=NOW, title=title)
        answer(
            house, entry, "unit", unit if isinstance(unit, dict) else {"id": unit_id(house, unit)}, people[by]
        )
        answer(house, entry, "completers", [{"id": "p1", "name": name}], people[by])
        write(house, acts.submit, entry, by=people[by], now=NOW)
        return entry

    return send


def unit_id(house, name):
    with house.db.read() as tx:
        return units.by_name(tx, name)


def answer(house, entry, key, value, by):
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), key, value, by=by, now=NOW)


@pytest.fixture
def mine(house, people):
    entry = filling.whole(house, by=people["worker"], now=NOW)
    write(house, acts.submit, entry, by=people["worker"], now=NOW)
    return entry


def seen(house, entry, by):
    with house.db.read() as tx:
        return alike.of(house, tx, entry, by=by)


def told(house, entry, by):
    return [(one.entry, one.reason) for one in seen(house, entry, by)]


# Names ------------------------------------------------------------------------------------------------------------
def test_a_near_name_elsewhere_is_told_to_the_auditor_with_its_reason(house, people, mine, sent):
    other, _ = sent(NEAR), sent(FAR)
    (one,) = seen(house, mine, people["auditor"])
    assert (one.entry, one.number, one.name, one.unit, one.state) == (
        other, "AH24-000002", NEAR, "皖江大学后勤集团", "submitted",
    )  # fmt: skip
    assert (one.reason, one.score, one.is_apart) == (f"名称相近：《{NEAR}》（相似 0.83）", 0.83, False)
    assert told(house, other, people["auditor"]) == [(mine, f"名称相近：《{filling.TITLE}》（相似 0.83）")]


def test_the_same_name_elsewhere_is_said_as_the_same(house, people, mine, sent):
    other = sent(f" {filling.TITLE}（A）".replace("（A）", "。"))
    assert told(house, mine, people["auditor"]) == [(other, f"名称相同：《{filling.TITLE}。》")]


def test_only_what_the_grants_cover_is_told(house, people, mine, sent):
    other = sent(NEAR)
    assert told(house, other, people["narrow"]) == []  # the first one lies outside
    for who in ("narrow", "officer", "worker", "other"):
        with pytest.raises(Refused, match="entry.unknown"):
            seen(house, mine, people[who])


def test_drafts_recalled_withdrawn_and_rejected_ones_hold_no_name(house, people, mine, sent):
    filling.whole(house, by=people["other"], now=NOW, title=NEAR)
    recalled, withdrawn, rejected = (
        sent(NEAR, name="丁"),
        sent(NEAR + "一", name="戊"),
        sent(NEAR + "二", name="己"),
    )
    assert {entry for entry, _ in told(house, mine, people["auditor"])} == {recalled, withdrawn, rejected}
    write(house, acts.recall, recalled, by=people["other"], now=NOW)
    write(house, acts.withdraw, withdrawn, by=people["other"], now=NOW)
    with house.db.write() as tx:
        tx.run(update(entry_table).where(entry_table.c.id == rejected).values(state="confirmed"))
    write(house, reviews.reject, rejected, "查实为他人成果", by=people["auditor"], now=NOW)
    assert told(house, mine, people["auditor"]) == []
    with house.db.read() as tx:
        assert {row.entry for row in tx.rows(text("SELECT entry FROM titles"))} == {mine}
        assert {row.entry for row in tx.rows(select(name_holds.c.entry))} == {mine}


def test_a_name_that_is_corrected_after_a_return_is_compared_anew(house, people, mine, sent):
    other = sent(FAR)
    write(house, reviews.send_back, mine, {"title": "请写全"}, role="officer", by=people["officer"], now=NOW)
    answer(house, mine, "title", FAR + "的实践", people["worker"])
    assert [entry for entry, _ in told(house, other, people["auditor"])] == [mine]


def test_an_achievement_of_an_earlier_year_says_the_year(house, people, mine, sent):
    other = sent(NEAR)
    with house.db.write() as tx:
        row = tx.one(select(revisions))
        older = row.text.replace('key = "2024-anhui"', 'key = "2023-anhui"').replace(
            "year = 2024", "year = 2023"
        )
        assert older != row.text
        told_of = {
            "campaign": "2023-anhui",
            "number": 1,
            "sha256": "0" * 64,
            "text": older,
            "recorded_at": NOW,
        }
        tx.run(revisions.insert().values(id="old", **told_of))
        here = entry_table.c.id == other
        tx.run(
            update(entry_table).where(here).values(campaign="2023-anhui", revision="old", state="published")
        )
    assert told(house, mine, people["auditor"]) == [
        (other, f"2023 年的申报：名称相近：《{NEAR}》（相似 0.83）")
    ]


# Exactly the same -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("unit", "name", "is_refused"),
    [
        ("淮河医院护理部", "丙三", True),
        ("皖江大学后勤集团", "乙 二", True),
        ("皖江大学后勤集团", "丙三", False),
        ({"name": "淮河医院护理部"}, "丙三", True),
        ({"name": "还没有登记的单位"}, "丙三", False),
    ],
)
def test_the_same_name_is_refused_within_a_unit_or_with_a_shared_completer(
    house, mine, sent, unit, name, is_refused
):
    spelled = f"　{filling.TITLE[:6]} {filling.TITLE[6:]}！"
    if not is_refused:
        assert sent(spelled, unit, name)
        return
    with pytest.raises(Refused) as refused:
        sent(spelled, unit, name)
    assert refused.value.code == "entry.name.taken"
    assert f"“{spelled.strip()}”" in refused.value.sentence  # his own spelling


def test_two_of_a_unit_that_is_not_in_the_tree(house, sent):
    sent(FAR, {"name": "还没有登记的单位"}, "丙三")
    with pytest.raises(Refused, match="entry.name.taken"):
        sent(FAR, {"name": "还没有登记的 单位"}, "丁四")


# Pictures ---------------------------------------------------------------------------------------------------------
def show(house, entry, place, picture):
    """The picture stands as photo `place` of an entry, looked at."""
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    path = house.files.path("x.jpg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(kept.getvalue())
    with house.db.write() as tx:
        attachment = entries.load(house, tx, entry).answers["photos"][place]["attachment"]
        facts = {**filling.GOOD_FACTS["photos"], **photo_facts(path)}
        tx.run(update(attachments).where(attachments.c.id == attachment).values(facts=facts))
        marks.keep(tx, attachment, facts)
    return attachment


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (lambda shot: shot.resize((200, 150)), "照片《photos-2》与 AH24-000002 的《photos-1》几乎相同"),
        (ImageOps.mirror, "照片《photos-2》左右翻转后，与 AH24-000002 的《photos-1》几乎相同"),
        (ImageOps.flip, "照片《photos-2》上下翻转后，与 AH24-000002 的《photos-1》几乎相同"),
        (
            lambda shot: shot.rotate(180),
            "照片《photos-2》旋转 180 度后，与 AH24-000002 的《photos-1》几乎相同",
        ),
        (lambda shot: making.picture(seed=9), None),
    ],
)
def test_the_same_picture_elsewhere_is_told(house, people, mine, sent, turn, said):
    other, shot = sent(FAR), making.picture(seed=4)
    show(house, mine, 1, shot)
    show(house, other, 0, turn(shot))
    assert told(house, mine, people["auditor"]) == ([(other, said)] if said else [])


def test_a_picture_that_was_removed_and_white_paper_tell_nothing(house, people, mine, sent):
    other, shot = sent(FAR), making.picture(seed=4)
    show(house, mine, 0, shot)
    show(house, mine, 1, Image.new("RGB", (400, 300), "white"))
    show(house, other, 1, Image.new("RGB", (400, 300), "white"))
    gone = show(house, other, 0, shot)
    assert [entry for entry, _ in told(house, mine, people["auditor"])] == [other]
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == gone).values(removed_at=NOW))
    assert told(house, mine, people["auditor"]) == []


# Told apart -------------------------------------------------------------------------------------------------------
def test_no_duplicate_is_remembered_for_the_pair_and_can_be_taken_back(house, people, mine, sent):
    other, later = sent(NEAR), NOW + timedelta(hours=1)
    with house.db.write() as tx:
        assert alike.tell_apart(tx, other, mine, by=people["auditor"], now=NOW) is True
        assert alike.tell_apart(tx, mine, other, by=people["auditor"], now=later) is False
    for entry in (mine, other):
        (one,) = seen(house, entry, people["auditor"])
        assert (one.is_apart, one.apart_by, one.apart_at) == (True, "赵审核", NOW)
    write(house, reviews.send_back, mine, {"goal": "请补"}, role="officer", by=people["officer"], now=NOW)
    answer(house, mine, "goal", filling.GOAL + "已补。", people["worker"])
    write(house, acts.submit, mine, by=people["worker"], now=later)
    assert [one.is_apart for one in seen(house, mine, people["auditor"])] == [True]
    with house.db.write() as tx:
        assert alike.put_together(tx, mine, other, by=people["auditor"], now=later) is True
        assert alike.put_together(tx, mine, other, by=people["auditor"], now=later) is False
    assert [one.is_apart for one in seen(house, other, people["auditor"])] == [False]
    with house.db.read() as tx:
        acted = [(row.act, row.entry, row.about) for row in tx.rows(select(log).order_by(log.c.sequence)) if "apart" in row.act or "together" in row.act]  # fmt: skip
    assert acted == [
        ("entry.tell_apart", other, {"other": mine}),
        ("entry.put_together", mine, {"other": other}),
    ]


def test_told_apart_comes_last(house, people, mine, sent):
    near, nearer = sent(NEAR), sent(filling.TITLE + "一", name="丁四")
    assert [entry for entry, _ in told(house, mine, people["auditor"])] == [nearer, near]
    with house.db.write() as tx:
        alike.tell_apart(tx, mine, nearer, by=people["auditor"], now=NOW)
    assert [entry for entry, _ in told(house, mine, people["auditor"])] == [near, nearer]


@pytest.mark.parametrize("act", [alike.tell_apart, alike.put_together])
def test_nobody_else_tells_apart(house, people, mine, sent, act):
    other = sent(NEAR)
    draft = filling.whole(house, by=people["other"], now=NOW, title=NEAR)
    asked = [(who, other) for who in ("worker", "other", "officer", "narrow")]
    for who, wanted in [*asked, ("auditor", mine), ("auditor", draft), ("auditor", "nothing")]:
        with house.db.write() as tx, pytest.raises(Refused, match="alike.unknown"):
            act(tx, mine, wanted, by=people[who], now=NOW)
