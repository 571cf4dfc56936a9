"""A long list: packed by a job, word for word the one that is written at once, its asker's own, gone within a day or with
whoever is erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.adapters import sheets
from core.adapters.clock import START, real
from core.adapters.tables import entries as entry_table
from core.adapters.tables import log
from core.adapters.tables import packages as table
from core.domain.refusals import Refused
from core.services import accounts, acts, batches, exports, packages, privacy, units
from core.services.sweeping import Sweep
from jobs import packages as jobs
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN, row

TRACK, AT_UNIVERSITY, PHONE = "innovation", "后勤锅炉补水自动控制小改造", "055160000000"

people, entry = collecting.province, collecting.ready


@pytest.fixture
def other(house, people, entry):
    return collecting.approved(house, people, title=AT_UNIVERSITY, owner="sun", unit="皖江大学后勤集团")


def asked(house, people, *, by="zhao", is_made=True):
    with house.db.write() as tx:
        package = packages.ask(house, tx, "list", CAMPAIGN, track=TRACK, by=people[by], now=START)
    if is_made:
        assert packages.make(house, package, now=START) == "made"
    return package


def held(house, people, package, *, by="zhao"):
    return house.files.path(row(house, people, package, by=by).place)


def cells(path):
    return sheets.read_rows(path)


def late(house, package):
    with house.db.write() as tx:
        past = {"lease_until": real() - timedelta(seconds=1)}
        tx.run(update(table).where(table.c.id == package).values(**past))


def test_a_list_is_short_up_to_its_bound(house, people, other, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    with house.db.read() as tx:
        exports.require_short(tx, CAMPAIGN, TRACK, by=people["zhao"])
        monkeypatch.setattr(exports, "AT_ONCE", 1)
        exports.require_short(tx, CAMPAIGN, TRACK, by=people["li"])  # one of the two is theirs
        with pytest.raises(Refused) as refused:
            exports.require_short(tx, CAMPAIGN, TRACK, by=people["zhao"])
    assert refused.value.sentence == (
        "这份清单有 2 项，超过 1 项的要先打包，所以没有直接下载。请到“导出”页点“打包成 Excel”，做好后在那里下载。"
    )


def test_the_job_writes_what_is_written_at_once(house, people, other, tmp_path, monkeypatch):
    package = asked(house, people, is_made=False)
    assert [job.args for job in house.jobs._slow.jobs] == [[package]]
    monkeypatch.setattr(jobs, "here", lambda: house)
    assert jobs.make(package) == "made"
    assert exports.write(house, CAMPAIGN, TRACK, tmp_path / "once.xlsx", by=people["zhao"]) == 2
    assert cells(held(house, people, package)) == cells(tmp_path / "once.xlsx")
    assert len(cells(tmp_path / "once.xlsx")) == 3
    assert row(house, people, package).counts == {"entries": 2}
    assert held(house, people, package).suffix == ".xlsx"


@pytest.mark.parametrize(
    ("by", "numbers"),
    [("zhao", ["AH24-000001", "AH24-000002"]), ("li", ["AH24-000001"]), ("bound", ["AH24-000002"])],
)
def test_it_holds_the_askers_reach_and_is_seen_by_nobody_else(house, people, other, by, numbers):
    """Whoever sees all of the campaign does not see it either."""
    package = asked(house, people, by=by)
    assert [line[0] for line in cells(held(house, people, package, by=by))[1:]] == numbers
    for another in {"zhao", "li", "bound", "admin", "wang"} - {by}:
        with pytest.raises(Refused, match="package.unknown"):
            row(house, people, package, by=another)
        with house.db.write() as tx, pytest.raises(Refused, match="package.unknown"):
            packages.fetched(tx, package, by=people[another], now=START)
        with house.db.read() as tx:
            assert packages.listed(tx, packages.MAKERS, by=people[another]) == []


def test_who_has_no_grant_asks_for_none(house, people, entry):
    with pytest.raises(Refused, match="grant.missing"):
        asked(house, people, by="wang")
    with house.db.write() as tx, pytest.raises(Refused, match="track.unknown"):
        packages.ask(house, tx, "list", CAMPAIGN, track="none", by=people["zhao"], now=START)


def test_an_officer_still_packs_nothing_of_the_provinces(house, people, entry):
    for kind in ("handover", "ceremony", "panel"):
        with house.db.write() as tx, pytest.raises(Refused, match="grant.missing"):
            packages.ask(house, tx, kind, CAMPAIGN, by=people["li"], now=START)


def test_a_grant_that_ended_takes_what_it_gave_along(house, people, other):
    """A grant of another unit that goes on does not open what the ended one had put into the file."""
    with house.db.write() as tx:
        university, hospital = (units.by_name(tx, name) for name in ("皖江大学工会", "淮河医院工会"))
        accounts.grant(tx, people["li"], "officer", unit=university, campaign=None, by=None, now=START)
    package = asked(house, people, by="li")
    assert len(cells(held(house, people, package, by="li"))) == 3
    later = START + timedelta(minutes=1)
    with house.db.write() as tx:
        assert accounts.end(tx, people["li"], "officer", unit=university, by=None, now=later)
        assert accounts.scope(tx, people["li"], "officer").roots == ((hospital, None),)
    with pytest.raises(Refused, match="package.unknown"):
        row(house, people, package, by="li")
    with house.db.write() as tx:
        again = packages.ask(
            house, tx, "list", CAMPAIGN, track=TRACK, by=people["li"], now=later + timedelta(minutes=1)
        )
    assert packages.make(house, again, now=later) == "made"
    assert len(cells(held(house, people, again, by="li"))) == 2


def test_what_is_given_up_before_it_is_written_is_not_in_it(house, people, entry):
    gone = collecting.approved(house, people, title=AT_UNIVERSITY, owner="sun", until="submit")
    package = asked(house, people, is_made=False)
    with house.db.write() as tx:
        acts.withdraw(house, tx, gone, by=people["sun"], now=START)
        tx.after_commit.clear()
    assert packages.make(house, package, now=START) == "made"
    assert [line[0] for line in cells(held(house, people, package))[1:]] == ["AH24-000001"]


def test_the_percent_goes_by_entries(house, people, other, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 1)
    told = []
    exports.write(house, CAMPAIGN, TRACK, tmp_path / "a.xlsx", by=people["zhao"], told=told.append)
    assert told == [50, 99]


def test_a_killed_one_is_begun_anew_and_leaves_nothing(house, people, entry, monkeypatch):
    package = asked(house, people, is_made=False)

    def killed(*_arguments, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exports.batches, "load", killed)
        with pytest.raises(KeyboardInterrupt):
            packages.make(house, package, now=START)
    house.files.put(f"packages/{package}-1.xlsx", b"half")
    late(house, package)
    Sweep(house).turn()
    assert f"package-{package}-1" in [job.id for job in house.jobs._slow.jobs]
    assert packages.make(house, package, now=START) == "made"
    assert [path.name for path in house.files.path("packages").iterdir()] == [f"{package}-2.xlsx"]


def test_it_lives_a_day(house, people, entry):
    package = asked(house, people)
    path = held(house, people, package)
    until = row(house, people, package).lease_until
    assert timedelta(hours=23) < until - real() <= exports.LIVES == timedelta(days=1)
    late(house, package)
    assert packages.expire(house) == 1 and not path.exists()
    with pytest.raises(Refused, match="package.unknown"):
        row(house, people, package)


def erase(house, person):
    with house.db.write() as tx:
        privacy.erase(house, tx, person, now=START)


def test_who_is_erased_takes_every_list_along_that_they_may_be_in(house, people, other):
    mine, waiting = asked(house, people), asked(house, people, by="li", is_made=False)
    path = held(house, people, mine)
    assert PHONE in str(cells(path)[1])
    house.files.put(f"packages/{waiting}-1.xlsx", b"half")  # of a worker that was killed
    with house.db.write() as tx:
        tx.run(update(table).where(table.c.id == waiting).values(attempt=1))
    erase(house, people["wang"])
    assert not path.exists() and list(house.files.path("packages").iterdir()) == []
    for package, by in ((mine, "zhao"), (waiting, "li")):
        found = row(house, people, package, by=by)
        assert (found.state, found.place) == ("failed", None)
        assert found.counts["why"] == (
            "打包以后，这一类里有申报人删除了个人信息，文件按规定一起删除。请再打包一次。"
        )
    assert packages.make(house, waiting, now=START) == "nothing"
    again = asked(house, people)
    said = str(cells(held(house, people, again))[1])
    assert "AH24-000001" in said and PHONE not in said


def test_a_list_of_another_kind_and_who_never_sent_anything_in_change_nothing(house, people, entry):
    package = asked(house, people)
    with house.db.write() as tx:
        elsewhere = packages.ask(house, tx, "list", CAMPAIGN, track="roadshow", by=people["zhao"], now=START)
    erase(house, people["sun"])
    assert row(house, people, package).state == "made"
    erase(house, people["wang"])
    assert row(house, people, elsewhere).state == "waiting"


def test_who_is_erased_while_it_is_written_is_in_no_file(house, people, entry, monkeypatch):
    """The rows were read, the file is being written: its worker finds the wish closed."""
    package, real_load = asked(house, people, is_made=False), batches.load

    def load(*arguments):
        found = real_load(*arguments)
        monkeypatch.setattr(exports.batches, "load", real_load)
        erase(house, people["wang"])
        return found

    monkeypatch.setattr(exports.batches, "load", load)
    assert packages.make(house, package, now=START) == "late"
    assert row(house, people, package).state == "failed"
    assert list(house.files.path("packages").iterdir()) == []


def test_a_file_that_an_erasure_took_from_under_its_worker_is_no_fault(house, people, entry, monkeypatch):
    package, write = asked(house, people, is_made=False), exports.write

    def erased(house, *arguments, **more):
        done = write(house, *arguments, **more)
        erase(house, people["wang"])
        return done

    monkeypatch.setattr(exports, "write", erased)
    assert packages.make(house, package, now=START) == "late"
    assert row(house, people, package).state == "failed"


def test_asking_and_fetching_are_noted_and_what_left_the_house_once(house, people, entry):
    package = asked(house, people)
    with house.db.write() as tx:
        packages.fetched(tx, package, by=people["zhao"], now=START)
    with house.db.read() as tx:
        acted = log.c.act.like("package.%") | log.c.act.like("export.%")
        noted = [(one.act, one.about) for one in tx.rows(select(log).where(acted).order_by(log.c.sequence))]
    assert [act for act, _ in noted] == ["package.ask", "package.fetch", "export.write"]
    assert noted[2][1] == {"campaign": CAMPAIGN, "track": TRACK}
    with house.db.read() as tx:
        assert tx.value(select(entry_table.c.state)) == "approved"  # taking a list home changes nothing
