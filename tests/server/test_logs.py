"""The house's log: the same for every logger of a process, whenever it was first used."""

import structlog

from server import logs
from server.app import create_app

_log = structlog.get_logger()


def test_whoever_logged_before_another_application_was_made_is_still_heard(settings):
    """A logger keeps the configuration it was first used with: another one would part them."""
    with structlog.testing.capture_logs():
        _log.info("log.first")
    before = structlog.get_config()["processors"]
    logs.configure()
    create_app(settings).extensions["house"].db.close()
    assert structlog.get_config()["processors"] is before
    with structlog.testing.capture_logs() as said:
        _log.info("log.second")
    assert [one["event"] for one in said] == ["log.second"]
