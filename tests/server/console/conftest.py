"""Staff at the console: signed in as a browser does it, with the forms' own tokens."""

import re
from html import unescape

import pytest

from core.services import accounts, acts, demo, entries, logins, staff
from tests import filling

PASSWORD = "wuxiao-demo"


class Browser:
    """One person's browser: cookies of its own, tokens read from the page the form stands on."""

    def __init__(self, app):
        self.client = app.test_client()

    def get(self, path, **more):
        return self.client.get(path, **more)

    def see(self, path):
        """The page's text, read as a person reads it."""
        response = self.client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return unescape(response.get_data(as_text=True))

    def token(self):
        with self.client.session_transaction() as held:
            held.setdefault("csrf", "a-token-of-this-session")
            return held["csrf"]

    def post(self, path, **form):
        form = {key.replace("__", "."): value for key, value in form.items()}
        return self.client.post(path, data={"csrf_token": self.token(), **form})

    def sign_in(self, login, password=PASSWORD):
        self.client.get("/console/sign-in")
        return self.post("/console/sign-in", login=login, password=password)

    def seen(self, entry):
        """The version that the page's forms carry."""
        found = re.search(r'name="seen" value="(\d+)"', self.see(f"/console/entries/{entry}"))
        return found[1] if found else "0"

    def act(self, entry, act, **form):
        """A click on the page as it is now."""
        return self.post(f"/console/entries/{entry}/{act}", **{"seen": self.seen(entry), **form})


@pytest.fixture
def now(house):
    return house.clock.now()


@pytest.fixture
def people(house, now):
    """Person ids: two workers, the unit's officer, a foreign unit's officer, the auditor, an administrator."""
    demo.furnish(house, now=now)
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=now)
            for key, name in (("worker", "wang"), ("other", "sun"), ("officer", "li"), ("auditor", "zhao"))
        }
        logins.change(tx, "wang", PASSWORD, person=found["worker"])
    for login, name, role, unit in (
        ("stranger", "外人", "officer", "皖江大学工会"),
        ("admin", "管甲", "administrator", None),
    ):
        made = staff.add(house, name, role=role, unit=unit, login=login, password=PASSWORD, now=now)
        found[login] = made.person
    return found


LOGINS = {
    "worker": "wang", "officer": "li", "stranger": "stranger", "auditor": "zhao", "administrator": "admin",
}  # fmt: skip


@pytest.fixture
def browser(app, people):
    """browser("officer") is signed in; browser(None) is nobody."""

    def opened(who=None):
        made = Browser(app)
        if who:
            assert made.sign_in(LOGINS[who]).status_code == 303
        return made

    return opened


@pytest.fixture
def draft(house, people, now):
    return filling.whole(house, by=people["worker"], now=now)


@pytest.fixture
def submitted(house, people, now, draft):
    with house.db.write() as tx:
        acts.submit(house, tx, draft, by=people["worker"], now=now)
    return draft


@pytest.fixture
def confirmed(browser, submitted):
    assert browser("officer").act(submitted, "confirm").status_code == 303
    return submitted


@pytest.fixture
def version_of(house):
    def found(entry):
        with house.db.read() as tx:
            return str(entries.load(house, tx, entry).row.version)

    return found


@pytest.fixture
def state_of(house):
    def found(entry):
        with house.db.read() as tx:
            return entries.load(house, tx, entry).state

    return found
