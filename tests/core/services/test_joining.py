"""Who follows the account and who opened the mini-program are one person, by the unionid of the platform's own answer."""

from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import identities
from core.adapters.wechat_faults import RETRY, USER, PlatformError
from core.services import accounts, entries, joining


class Told:
    """The platform, as far as it is asked who somebody is."""

    oa_app_id = "wx-oa"

    def __init__(self, answer):
        self._answer, self.asked = answer, []

    def unionid_of(self, openid):
        self.asked.append(openid)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def follower(house, answer):
    house.platform = Told(answer)
    with house.db.write() as tx:
        person = accounts.identify(tx, "oa", "wx-oa", "o-1", now=START)
        accounts.follows(tx, "o-1", "wx-oa", follows=True)
        joining.wanted(house, tx, "o-1")
        tx.after_commit.clear()  # the hint is lost with the crash
    return person


def due(house):
    with house.db.read() as tx:
        return joining.due(tx, "wx-oa")


def test_a_draft_of_either_door_belongs_to_the_one_person(house):
    chat = follower(house, "u-1")
    with house.db.write() as tx:
        mini = accounts.identify(tx, "mini", "wx-mini", "m-1", now=START, unionid="u-1")
        mine = {
            entries.start(house, tx, "2024-anhui", "innovation", by=who, now=START) for who in (chat, mini)
        }
    assert chat != mini
    [identity] = due(house)
    assert joining.join(house, identity, now=START) == "joined"
    with house.db.read() as tx:
        persons = {row.person for row in tx.rows(select(identities.c.person))}
        assert persons == {mini}
        assert {row.id for row in entries.mine(tx, mini, after=None, limit=5)} == mine
    assert due(house) == []


def test_an_account_without_a_unionid_is_asked_once_for_each_following(house):
    follower(house, None)
    [identity] = due(house)
    assert joining.join(house, identity, now=START) == "unknown"
    assert due(house) == []
    with house.db.write() as tx:
        joining.wanted(house, tx, "o-1")
        tx.after_commit.clear()
    assert due(house) == [identity]


def test_a_platform_that_is_away_is_asked_again_and_a_refusal_is_not(house):
    follower(house, PlatformError(RETRY))
    [identity] = due(house)
    assert joining.join(house, identity, now=START) == "later"
    assert due(house) == [identity]
    house.platform = Told(PlatformError(USER, 40003))
    assert joining.join(house, identity, now=START) == "unknown"
    assert due(house) == []


def test_who_no_longer_follows_is_not_asked_for(house):
    follower(house, "u-1")
    [identity] = due(house)
    with house.db.write() as tx:
        accounts.follows(tx, "o-1", "wx-oa", follows=False)
    assert joining.join(house, identity, now=START) == "gone"
    assert house.platform.asked == []
