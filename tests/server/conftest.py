"""The sandbox's people before a house of one test, and an entry that was approved."""

import pytest

from core.services import accounts, acts, certificates, demo, reviews
from tests import filling


@pytest.fixture
def now(house):
    demo.furnish(house, now=house.clock.now())
    return house.clock.now()


@pytest.fixture
def people(house, now):
    """Person ids by login of the sandbox: wang declares, li confirms, zhao audits."""
    with house.db.write() as tx:
        return {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=now)
            for name in ("wang", "li", "zhao")
        }


@pytest.fixture
def approved(house, people, now):
    """(entry, code of its certificate)."""
    entry = filling.whole(house, by=people["wang"], now=now)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["wang"], now=now)
        reviews.confirm(house, tx, entry, by=people["li"], now=now)
        reviews.approve(house, tx, entry, by=people["zhao"], now=now)
        tx.after_commit.clear()
        return entry, certificates.of(tx, entry).code
