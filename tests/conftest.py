"""What tests stand on: a real embedded Valkey, a migrated database, the house, and no network beyond loopback."""

import functools
import gc
import ipaddress
import shutil
import socket
import tempfile
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher

from core import settings as environment
from core.adapters import confined, db, media, migrating, queue, sampling, wechat_account, wecom
from core.adapters.clock import START
from core.services import campaigns, delivering, logins, sweeping
from core.services import house as building
from server import logs
from tests import browsing, running

ROOT = Path(__file__).resolve().parents[1]
_outward: list[str] = []
gc.disable()  # until all tests are collected: ten thousand of them stay, and none is garbage


def _is_near(address):
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = address[0]
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded(name):
    real = getattr(socket.socket, name)

    def guarded(self, *args):
        address = args[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_near(address):
            _outward.append(str(address))
            raise ConnectionRefusedError(f"tests speak to loopback only, not to {address}")
        return real(self, *args)

    return guarded


for _name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, _name, _guarded(_name))


# How fast examples come is the machine's. What is drawn is the same in every run, so that nobody's submission fails by
# chance; the nights draw anew.
hypothesis.settings.register_profile(
    "day", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "night", hypothesis.settings.get_profile("day"), derandomize=False, print_blob=True
)


def pytest_configure(config):
    hypothesis.settings.load_profile("night" if config.option.markexpr == "nightly" else "day")


def pytest_collection_modifyitems(items):
    """Files that wait (for pages, for a running house) and files that compute take turns, so that no processor is idle
    while four processes wait, and the longest files begin first, so that none is left to one process at the end."""
    files = {item.path: item.path.relative_to(ROOT / "tests").parts for item in items}
    turns = {}
    for waits in (True, False):
        own = [path for path, place in files.items() if _waits(place) is waits]
        own.sort(key=lambda path: LONGEST.isdisjoint(files[path]))
        turns.update({path: number / len(own) for number, path in enumerate(own)})
    items.sort(key=lambda item: turns[item.path])


def pytest_collection_finish():
    """What a test leaves behind is looked for as ever, yet no longer among the tests themselves."""
    gc.freeze()
    gc.enable()


LONGEST = {  # 20 seconds and more on an idle machine
    "hostile",
    "test_corpus.py",
    "test_corpus_mends.py",
    "test_faults.py",
    "test_film_mends.py",
    "test_full_disk.py",
    "test_handover_page.py",
    "test_killed_sending.py",
    "test_mutated_banks.py",
    "test_qrcodes.py",
    "test_run.py",
    "test_stories.py",
    "test_story.py",
    "test_typing.py",
    "test_upload_films.py",
    "test_upload_page.py",
    "test_uploads.py",
}


def _waits(place):
    return place[0] in {"miniprogram", "pages"} or len(place) == 1 and not place[0].startswith("test_corpus")


@pytest.fixture(autouse=True)
def _no_network():
    """A test that speaks to a foreign host fails, even when the code swallows the refusal."""
    _outward.clear()
    yield
    assert _outward == [], "network beyond loopback"


@pytest.fixture(scope="session")
def valkey():
    """The URL of a real Valkey of this test process."""
    with running.valkey() as (url, _folder):
        yield url


@pytest.fixture(autouse=True, scope="session")
def _logs_configured_once():
    """As in a process of the house, before anything is logged: which test came first decides nothing about what is heard."""
    logs.configure()


@pytest.fixture(autouse=True, scope="session")
def _patience():
    """Nothing that a person waits for hangs on the queue, the platform or another writer; a job of deliveries leaves others
    their turn, and a message whose lease runs out to them; a look at a file ends by the clock. A test on a machine that is
    busy, or stands still for half a minute, is patient with all of them."""
    queue.connect.__kwdefaults__["seconds"] = running.PATIENCE
    delivering.drain.__kwdefaults__["seconds"] = running.PATIENCE
    delivering.MARGIN = timedelta(0)
    sweeping.LEASE = timedelta(seconds=running.PATIENCE)
    db.Database.write.__wrapped__.__kwdefaults__["wait"] = db.WAIT = running.PATIENCE
    wechat_account.TIMEOUT = wecom._TIMEOUT = (running.PATIENCE, running.PATIENCE)
    sampling._WAIT = media._ALL = running.PATIENCE
    told = confined.Limits.__init__
    told.__defaults__ = tuple(15.0 if value == 3.0 else value for value in told.__defaults__)


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords():
    """The real algorithm at its least cost: a tenth of a second a password would be half of all tests' time."""
    logins.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def _template(tmp_path_factory):
    """A data folder with a migrated database and the campaigns recorded, copied for each test; the clock of each begins at
    START, however long the process has run."""
    folder = tmp_path_factory.mktemp("template")
    settings = environment.load(sandbox=True, data_dir=folder, campaigns_dir=ROOT / "campaigns")
    house = building.build(settings)
    migrating.migrate(settings, house.db)
    assert campaigns.record(house, now=START) == []
    house.db.close()
    assert not (folder / "clock.json").exists()
    return folder


@pytest.fixture
def settings(_template, valkey):
    """Of a house of one test; its database lies in memory where there is room, since it syncs each commit."""
    with tempfile.TemporaryDirectory(
        prefix="wx-", dir=running.in_memory(), ignore_cleanup_errors=True
    ) as folder:
        data_dir = Path(folder) / "var"
        shutil.copytree(_template, data_dir)
        yield environment.load(
            sandbox=True, data_dir=data_dir, redis_url=valkey, campaigns_dir=ROOT / "campaigns"
        )


@pytest.fixture
def house(settings, valkey):
    queue.connect(valkey).flushdb()
    built = building.build(settings)
    yield built
    built.db.close()


@pytest.fixture(autouse=True, scope="session")
def _campaigns_read_once():
    """The same text makes the same campaign: it is read once a process and not once a house."""
    campaigns.loading.load = functools.cache(campaigns.loading.load)


@pytest.fixture(autouse=True, scope="session")
def _statements_compiled_once():
    """The same statement makes the same SQL: it is compiled once a process and not once a house, by one dialect."""
    real = db.create_engine
    shared = real("sqlite://", query_cache_size=5000)
    shared.connect().close()

    def create_engine(url, **told):
        made = real(url, **told)
        if made.dialect.name == "sqlite":
            made.dialect = made.pool._dialect = shared.dialect
            made._compiled_cache = shared._compiled_cache
        return made

    db.create_engine = create_engine
    yield
    db.create_engine = real
    shared.dispose()


_apps = {}  # with what they held when they were made


@pytest.fixture
def app(house):
    """The doors, made once a process for settings that they differ by: two hundred rules and the templates are compiled once.
    Each test gets them with its own house and nothing of the test before."""
    from server.app import create_app  # noqa: PLC0415 - weight: tests of the domain need no Flask

    key = (house.settings.sandbox, house.settings.origin, house.settings.port)
    if key not in _apps:
        made = create_app(house.settings)
        made.extensions.pop("house").db.close()
        _apps[key] = made, dict(made.config), dict(made.extensions)
    made, config, extensions = _apps[key]
    made.config.clear()
    made.config.update(config, SECRET_KEY=house.settings.secret_key)
    made.extensions.clear()
    made.extensions.update(extensions, house=house)
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; one a test process, since Playwright bears no second."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - weight: most tests need no browser

    expect.set_options(timeout=browsing.PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsing.executable(), args=list(browsing.QUIET))
        browser.new_context = browsing.patient(browser.new_context)
        yield browser
        browser.close()
