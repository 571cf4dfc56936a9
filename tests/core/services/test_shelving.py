"""What lists find an entry by: texts from the first character on, findings, seals, twins; drafts and the erased are found by nothing."""

import pytest
from sqlalchemy import select, update

from core.adapters.tables import answers, attachments, near_pairs, passages
from core.adapters.tables import entries as entry_table
from core.services import (
    accounts,
    acts,
    alike,
    answering,
    demo,
    entries,
    facets,
    listing,
    privacy,
    shelving,
    staff,
    units,
)
from core.services.narrowing import Wanted
from tests import filling
from tests.counting import statements


@pytest.fixture
def now(house):
    return house.clock.now()


@pytest.fixture
def people(house, now):
    demo.furnish(house, now=now)
    with house.db.write() as tx:
        found = {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=now)
            for name in ("wang", "sun", "li", "zhao")
        }
    made = staff.add(
        house, "外人", role="auditor", unit="皖江大学工会", login="b", password="wuxiao-demo", now=now
    )
    return found | {"elsewhere": made.person}


@pytest.fixture
def send(house, people, now):
    """send(title, answer=…): an entry that was sent in, on the shelf."""

    def sent(title, by="wang", *, shelve=True, **said):
        entry = filling.whole(house, by=people[by], now=now, title=title)
        with house.db.write() as tx:
            for field, value in said.items():
                answering.save(
                    house, tx, entries.load(house, tx, entry), field, value, by=people[by], now=now
                )
            acts.submit(house, tx, entry, by=people[by], now=now)
        if shelve:
            shelving.work_off(house)
        return entry

    return sent


@pytest.fixture
def found(house, people):
    """found("words", state=…): ids, and that the count says the same."""

    def find(text, by="zhao", **wanted):
        with house.db.read() as tx:
            asked = Wanted(text=text, **wanted)
            page = listing.page(tx, asked, by=people[by])
            counted = facets.count(tx, asked, by=people[by])
        assert (page.total, counted.total) == (len(page.lines), len(page.lines))
        return [line.id for line in page.lines]

    return find


@pytest.mark.parametrize(
    ("said", "finds"),
    [
        ("锂", True),  # one character
        ("锂电", True),
        ("锂电钻", True),
        ("锂电钻头定位", True),
        ("定位 锂电", True),  # words in any order, of one text or of several
        ("锂 电 钻 台 账", True),
        ("甲一", True),  # who completed it
        ("淮河医院护理部", True),
        ("AH24-000001", True),
        ("ah24－000001", True),
        ("000001", True),
        ("Smart", True),
        ("ｓｍａｒｔ　pump", True),  # full width and an ideographic space
        ("钻电", False),
        ("锂钻", False),  # both characters are there, the pair is not
        ("钻头定锂", False),
        ("台账 没有这个词", False),
        ("%", False),
        ("_", False),
        ('"', False),
        ("锂 OR 电镐", False),
        ("NEAR(", False),
    ],
)
def test_words_are_found_wherever_they_stand(send, found, said, finds):
    entry = send("锂电钻头定位装置的研制", background="一本台账，Smart—Pump 泵。" + filling.BACKGROUND)
    assert found(said) == ([entry] if finds else [])


def test_a_longer_word_is_found_as_a_whole_and_not_by_its_parts(send, found):
    send("锂电池的更换", background="电池箱与锂电" + filling.BACKGROUND)
    assert found("锂电池箱") == []
    assert len(found("锂电池")) == 1


def test_a_draft_is_found_by_nothing_and_its_kinds_are_not_counted(house, people, now, send, found):
    entry = send("锂电钻头定位装置的研制")
    with house.db.write() as tx:
        acts.recall(house, tx, entry, by=people["wang"], now=now)
    nothing = ("锂电", "小发明", "甲一")
    assert [found(said) for said in nothing] == [[], [], []]  # before the shelf was cleared
    with house.db.read() as tx:
        counted = facets.count(tx, Wanted(), by=people["zhao"])
        assert [
            line.title for line in listing.page(tx, Wanted(category="小发明"), by=people["zhao"]).lines
        ] == []
    assert (counted.counts.get("category"), counted.of("state", "draft")) == (None, 1)
    shelving.work_off(house)
    with house.db.read() as tx:
        assert tx.rows(select(passages.c.id)) == []
        assert tx.one(select(entry_table.c.worst, entry_table.c.passage)) == (None, None)


def test_grants_limit_what_is_found_and_what_is_counted(house, people, send, found):
    entry = send("锂电钻头定位装置的研制")
    assert found("锂电") == found("AH24-000001") == [entry]
    assert (
        found("锂电", by="elsewhere")
        == found("AH24-000001", by="elsewhere")
        == found("", by="elsewhere")
        == []
    )
    with house.db.read() as tx:
        assert facets.count(tx, Wanted(), by=people["elsewhere"]).counts == {"total": {"": 0}}


def test_a_correction_and_a_new_name_of_the_unit_are_found(house, people, now, send, found):
    entry = send("锂电钻头定位装置的研制")
    with house.db.write() as tx:
        acts.send_back(house, tx, entries.load(house, tx, entry), "return", by=people["zhao"], now=now)
        answering.save(
            house,
            tx,
            entries.load(house, tx, entry),
            "title",
            "台虎钳定位装置的研制",
            by=people["wang"],
            now=now,
        )
        units.rename(tx, units.by_name(tx, "淮河医院护理部"), "淮河医院护理中心", now=now)
    shelving.work_off(house)
    assert (found("锂电"), found("台虎钳"), found("护理中心")) == ([], [entry], [entry])


def test_who_has_erased_themselves_is_found_by_no_name(house, people, now, send, found):
    entry = send("锂电钻头定位装置的研制", first_completer_intro="甲一从事钳工工作二十年，获市级工匠称号。")
    assert found("甲一") == [entry]
    with house.db.write() as tx:
        tx.run(update(entry_table).values(state="approved"))
        privacy.erase(house, tx, people["wang"], now=now)
    assert found("甲一") == found("锂电") == []
    shelving.work_off(house)
    assert found("甲一") == found("钳工工作") == []
    assert found("锂电") == [entry]


def test_findings_and_seals_and_twins_are_marked(house, people, now, send, found):
    first = send("锂电钻头定位装置的研制")
    assert found("", worst="some") == [first] and found("", worst="none") == []
    assert (found("", seal="eye"), found("", seal="valid"), found("", is_near=True)) == ([first], [], [])
    second = send(
        "锂电钻头定位装置的研制与应用", by="sun", completers=[{"id": "p", "name": "丙三", "unit": "某科"}]
    )
    assert found("", is_near=True) == [first, second]
    with house.db.write() as tx:
        alike.tell_apart(tx, first, second, by=people["zhao"], now=now)
    shelving.work_off(house)
    assert found("", is_near=True) == []
    with house.db.write() as tx:
        alike.put_together(tx, first, second, by=people["zhao"], now=now)
    shelving.work_off(house)
    with house.db.write() as tx:
        acts.withdraw(house, tx, second, by=people["sun"], now=now)
    shelving.work_off(house)
    assert found("", is_near=True) == []
    with house.db.read() as tx:
        assert tx.rows(select(near_pairs)) == []


def test_a_sheet_is_missing_or_for_the_eye(house, people, now):
    entry = filling.whole(house, by=people["wang"], now=now)
    with house.db.write() as tx:
        made = entries.load(house, tx, entry)
        assert shelving.seal(made) == "eye"
        tx.run(update(answers).where(answers.c.field == "papers").values(value=[]))
        assert shelving.seal(entries.load(house, tx, entry)) == "missing"


def test_what_changed_meanwhile_stays_due(house, people, send):
    entry = send("锂电钻头定位装置的研制", shelve=False)
    with house.db.read() as tx:
        due = shelving.due(tx)
        made = shelving._made(house, tx, entries.load(house, tx, entry))
    with house.db.write() as tx:
        tx.run(update(entry_table).values(version=entry_table.c.version + 1))
        assert not shelving.keep(tx, entry, made)
    assert [row[0] for row in due] == [entry]
    assert (shelving.shelve(house, entry), shelving.shelve(house, "nobody")) == ("shelved", "gone")
    with house.db.read() as tx:
        assert shelving.due(tx) == []


def test_a_late_check_puts_the_entry_back_in_line(house, people, send):
    entry = send("锂电钻头定位装置的研制")
    shelving.forget_all(house)
    assert shelving.work_off(house) == 1
    with house.db.write() as tx:
        tx.run(update(attachments).values(facts=None))
        tx.run(update(entry_table).where(entry_table.c.id == entry).values(is_shelved=False))
    assert shelving.work_off(house) == 1


def test_three_and_thirty_rows_take_the_same_queries(house, people, send):
    def ask():
        with house.db.read() as tx:
            asked = Wanted(text="锂电 研制", unit="淮河医院", category="小发明")
            facets.count(tx, asked, by=people["zhao"])
            listing.page(tx, asked, by=people["zhao"])

    for number in range(3):
        send(f"锂电钻头定位装置的第{number}次研制", shelve=False)
    shelving.work_off(house)
    ask()
    few = statements(house, ask)
    for number in range(3, 30):
        send(f"锂电钻头定位装置的第{number}次研制", shelve=False)
    shelving.work_off(house)
    assert statements(house, ask) == few
