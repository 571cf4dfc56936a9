"""Every message of the system with the longest data there is, on every channel, up to the platform: it takes each of them."""

import pytest
from sqlalchemy import update

from core.adapters.tables import identities
from core.domain import loading, notices, reminders
from core.services import accounts, delivering, subscriptions
from tests import posting
from tests.fakes import WANG
from tests.posting import MINI, NOW, state, tries, troubles
from tests.running import ROOT

LONG = "护士站移动输液架自动锁止装置的研制与推广应用" * 30
PARAMS = ("title", "number", "unit", "kind", "reasons", "answer_by", "until", "mailbox", "count", "lacking", "waiting", "name", "code")  # fmt: skip
CAMPAIGNS = sorted((ROOT / "campaigns").glob("*.toml")) + [ROOT / "tests/campaigns/2025-second.toml"]


def declared():
    """Every reminder of every campaign, each of its placeholders as long as can be."""
    for path in CAMPAIGNS:
        for track in loading.load(path.read_text("utf-8")).tracks:
            for one in track.reminders:
                quoted = reminders.WHOM[one.whom] | reminders.ALWAYS | reminders.WINDOW
                values = dict.fromkeys(quoted, LONG) | {"until": "2024年12月31日 23:59", "waiting": 123456}
                words = {label: reminders.fill(said, values) for label, said in one.keywords.items()}
                said = {"says": reminders.fill(one.text, values), "title": LONG}
                yield "reminder", said | {"template": one.template, "keywords": words}


def every():
    yield from ((reason, {}) for reason in notices.NOTICES if reason != "enclosed")
    yield from declared()


fake, house = posting.fake, posting.house


def by_template(house, fake):
    with house.db.read() as tx:
        return posting.wang(house, tx)


def by_chat(house, fake):
    posting.writes(house, fake)
    posting.unfollows(house)
    return by_template(house, fake)


def by_subscription(house, fake):
    """An accept of each template, for a person who knows the mini-program alone."""
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", house.settings.mini_app_id, MINI, now=NOW)
        tx.run(update(identities).where(identities.c.kind == "oa").values(follows=False))
    for template in subscriptions.offers(house).values():
        assert fake.client.post(f"/phone/{WANG}/subscribe", json={template: "accept"}).status_code == 200
        with house.db.write() as tx:
            subscriptions.report(house, tx, person, {template: "accept"})
    return person


WAYS = {"template": by_template, "custom": by_chat, "subscription": by_subscription}


@pytest.mark.parametrize("channel", WAYS)
def test_the_platform_takes_every_message_with_the_longest_data(house, fake, channel):
    tried = 0
    for number, (reason, more) in enumerate(every()):
        person = WAYS[channel](house, fake)
        if channel != "custom":
            with house.db.write() as tx:  # the chat is closed: what answers it must go another way
                tx.run(update(identities).values(heard_at=None))
        told = dict.fromkeys(PARAMS, LONG) | ({} if "says" in more else {"text": LONG, "says": LONG})
        told = {key: value for key, value in (told | more).items() if key != "title"}
        message = posting.post(house, reason, f"n-{number}", LONG, person, **told)
        assert delivering.deliver(house, message, now=NOW) == "sent", (reason, tries(house, message))
        assert (tries(house, message), state(house, message)) == ([(channel, "sent", None)], "sent"), reason
        tried += 1
    assert tried >= len(notices.NOTICES) + 3
    assert troubles(house) == []


def test_every_reminder_of_a_campaign_names_a_template_that_the_account_has():
    for _, said in declared():
        made = notices.TEMPLATES[said["template"]]
        assert set(said["keywords"]) <= {keyword.label for keyword in made.keywords}
        for keyword in made.keywords:
            if keyword.approved:
                assert said["keywords"][keyword.label] in keyword.approved
