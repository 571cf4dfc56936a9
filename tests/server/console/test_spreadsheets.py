"""Lists that are handed out: through a file, so that no list is ever whole in the memory of the web process."""

import tempfile
import tracemalloc
from pathlib import Path

import pytest

from core.adapters import sheets
from core.services import audit_log
from server.console import spreadsheets

MB = 1024 * 1024


def peak(act):
    """Bytes that were held at most while it ran, beyond those before."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_large_sheet_is_sent_from_its_file_and_leaves_nothing(app, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = bytes(range(256)) * 32 * 1024
    sent = []

    def act():
        with app.test_request_context():
            answer = spreadsheets.answer("名单.xlsx", lambda path: path.write_bytes(content) and None)
            sent.append((answer.content_length, sum(map(len, answer.iter_encoded()))))
            answer.close()

    act()
    assert peak(act) < MB
    assert sent == [(len(content), len(content))] * 2
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_fails_halfway_leaves_nothing(app, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken(path: Path) -> None:
        sheets.write_rows(path, [("表", ["甲"], [])])
        raise OSError("full")

    with app.test_request_context(), pytest.raises(OSError, match="full"):
        spreadsheets.answer("名单.xlsx", broken)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", pytest.param("xlsx", marks=pytest.mark.nightly)])
def test_three_times_the_log_takes_no_more_memory(house, browser, people, now, ending):
    admin = browser("administrator")

    def taken():
        with admin.get(f"/console/log.{ending}") as answer:
            for _ in answer.iter_encoded():
                pass

    def longer(lines):
        with house.db.write() as tx:
            for _ in range(lines):
                audit_log.note(tx, "answer.save", by=people["admin"], now=now, entry=None, field="title")

    longer(1200)  # more than two pieces
    taken()
    few = peak(taken)
    longer(2400)
    assert peak(taken) < few * 1.5
