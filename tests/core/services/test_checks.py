"""Checks and mends of stored files: leases, late finishers, files that kill their checker, and taps that help or cannot."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from core.adapters import mending
from core.adapters.clock import START, real
from core.adapters.confined import Limits
from core.adapters.tables import attachments, picture_marks
from core.services import accounts, attaching, checks, entries, mends, uploads
from tests import making


@pytest.fixture
def draft(house):
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", "app", "openid-1", now=START)
        return by, entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START)


def uploaded(house, draft, path, field="photos", sha256=None):
    """A file that came whole; its id."""
    by, entry = draft
    length = path.stat().st_size
    made = uploads.create(
        house, entry, field, length=length, filename=path.name, sha256=sha256, by=by, now=START
    )
    uploads.append(house, made, [path.read_bytes()], offset=0, by=by, now=START)
    with house.db.read() as tx:
        return uploads.attachment_of(tx, made).id


def row_of(house, attachment):
    with house.db.read() as tx:
        return tx.one(select(attachments).where(attachments.c.id == attachment))


def change(house, attachment, **values):
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == attachment).values(**values))


def found(house, draft):
    with house.db.read() as tx:
        return entries.load(house, tx, draft[1])


def fixes(house, draft):
    return [(f.rule, f.fix) for f in found(house, draft).findings() if f.attachment and f.level == "must"]


@pytest.fixture
def phone_photo(tmp_path):
    return making.jpeg(tmp_path / "photo.jpg", (1900, 1300), dpi=72, bytes=1_100_000)


def test_a_check_stores_looks_and_makes_a_preview_once(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo)
    assert checks.check(house, attachment, now=START) == "checked"
    assert checks.check(house, attachment, now=START) == "nothing"
    row = row_of(house, attachment)
    assert (row.state, row.attempt, row.lease_until, row.facts["dpi"]) == ("checked", 1, None, 72)
    assert house.files.path(row.place).read_bytes() == phone_photo.read_bytes()
    assert house.files.path(row.preview).stat().st_size > 1000
    assert not house.files.part(row.place.rsplit("/", 1)[1]).exists()


def test_a_photo_is_found_by_its_hash_from_its_check_on(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo)
    assert checks.check(house, attachment, now=START) == "checked"
    with house.db.read() as tx:
        rows = tx.rows(select(picture_marks).order_by(picture_marks.c.band))
    hash = row_of(house, attachment).facts["dhash"]
    assert [(row.band, row.attachment, row.hash) for row in rows] == [(n, attachment, hash) for n in range(4)]


def test_a_held_lease_keeps_others_away_until_it_ends(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo)
    change(house, attachment, attempt=1, lease_until=real() + timedelta(hours=1))
    assert checks.check(house, attachment, now=START) == "nothing"
    change(house, attachment, lease_until=real() - timedelta(seconds=1))
    with house.db.read() as tx:
        assert attaching.CHECKING.due(tx, now=real()) == [(attachment, 1)]
    assert checks.check(house, attachment, now=START) == "checked"


def test_a_machine_too_busy_to_look_is_no_fault_of_the_file(house, draft, phone_photo, tmp_path, monkeypatch):
    """Before, a good film that came beside others could be called too long to read; at last somebody has to be told."""
    for name in ("ffmpeg", "ffprobe"):
        (tmp_path / name).write_text("#!/bin/sh\nexec /bin/sleep 86397.125\n")  # gets no processor
        (tmp_path / name).chmod(0o755)
    film = tmp_path / "film.mp4"
    film.write_bytes(phone_photo.read_bytes())
    attachment = uploaded(house, draft, film, "videos")
    with monkeypatch.context() as patched:
        patched.setenv("PATH", str(tmp_path))
        patched.setattr(checks.probing, "Limits", partial(Limits, patience=0.05))
        assert checks.check(house, attachment, now=START) == "starved"
        row = row_of(house, attachment)
        assert (row.state, row.attempt, row.facts) == ("stored", 1, None)
        change(house, attachment, attempt=attaching.CHECKING.tries - 1, lease_until=None)
        assert checks.check(house, attachment, now=START) == "checked"
    assert row_of(house, attachment).facts["fault"] == "timeout"
    assert "is_starved" not in row_of(house, attachment).facts


def test_a_late_finisher_is_refused(house, draft, phone_photo, monkeypatch):
    attachment = uploaded(house, draft, phone_photo)
    real_probe = checks.probing.probe

    def overtaken(kind, path, **options):
        change(house, attachment, attempt=7)
        return real_probe(kind, path, **options)

    monkeypatch.setattr(checks.probing, "probe", overtaken)
    assert checks.check(house, attachment, now=START) == "late"
    assert row_of(house, attachment).facts is None


def test_a_file_that_killed_every_checker_is_given_up_with_a_finding(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo)
    change(house, attachment, attempt=attaching.CHECKING.tries)
    assert checks.check(house, attachment, now=START) == "checked"
    assert row_of(house, attachment).facts["fault"] == "unreadable"


def test_other_bytes_than_the_phone_read_are_found(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo, sha256="0" * 64)
    checks.check(house, attachment, now=START)
    assert row_of(house, attachment).facts["fault"] == "truncated"


def mended(house, draft, attachment, fix="density"):
    by, entry = draft
    with house.db.write() as tx:
        wanted = mends.request(house, tx, entries.load(house, tx, entry), "photos", fix)
        tx.after_commit.clear()
    return [mends.mend(house, one, now=START) for one in wanted]


def test_one_tap_mends_all_photos_and_keeps_the_originals(house, draft, phone_photo, tmp_path):
    other = making.jpeg(tmp_path / "other.jpg", (1900, 1300), dpi=96, bytes=1_200_000, seed=2)
    originals = [uploaded(house, draft, path) for path in (phone_photo, other)]
    for attachment in originals:
        checks.check(house, attachment, now=START)
    assert fixes(house, draft) == [("photos.dpi.min", "density")] * 2
    assert mended(house, draft, originals[0]) == ["mended", "mended"]
    copies = [row["attachment"] for row in found(house, draft).answers["photos"]]
    for copy, original in zip(copies, originals, strict=True):
        checks.check(house, copy, now=START)
        row = row_of(house, copy)
        assert (row.mended_from, row.facts["dpi"]) == (original, 300)
        assert house.files.path(row_of(house, original).place).exists()
    assert fixes(house, draft) == []
    assert mends.mend(house, originals[0], now=START) == "nothing"


def test_one_tap_mends_each_photo_in_its_own_way(house, draft, phone_photo, tmp_path):
    scan = tmp_path / "scan.png"
    making.picture((1900, 1300), seed=3).save(scan)
    live = making.jpeg(tmp_path / "live.jpg", (2600, 1800), dpi=72, quality=88, seed=4)
    live.write_bytes(live.read_bytes() + bytes(10_000_000))
    good = making.jpeg(tmp_path / "good.jpg", (1900, 1300), dpi=300, bytes=1_100_000, seed=5)
    for path in (phone_photo, scan, live, good):
        checks.check(house, uploaded(house, draft, path), now=START)
    density, jpeg = ("photos.dpi.min", "density"), ("photos.format.is", "jpeg")
    large = [("photos.bytes.max", "jpeg"), ("photos.dpi.min", "jpeg")]
    assert fixes(house, draft) == [density, jpeg, *large]
    assert mended(house, draft, None, fix=None) == ["mended"] * 3
    rows = found(house, draft).answers["photos"]
    for row in rows[:3]:
        checks.check(house, row["attachment"], now=START)
    assert [row["title"] for row in rows] == ["photo", "scan", "live", "good"]
    assert fixes(house, draft) == []
    facts = [row_of(house, row["attachment"]).facts for row in rows]
    assert [(one["format"], one["dpi"]) for one in facts] == [("JPEG", 300)] * 4
    assert mended(house, draft, None, fix=None) == []


def test_the_campaign_and_nobody_else_says_what_a_mended_photo_keeps(house, draft, phone_photo):
    attachment = uploaded(house, draft, phone_photo)
    checks.check(house, attachment, now=START)
    with house.db.write() as tx:
        mends.request(house, tx, entries.load(house, tx, draft[1]), "photos", "density", options={"dpi": 72})
    assert row_of(house, attachment).fixing_with == {"dpi": 300}


def test_a_tap_that_cannot_help_says_so_and_is_not_offered_again(house, draft, phone_photo, monkeypatch):
    attachment = uploaded(house, draft, phone_photo)
    checks.check(house, attachment, now=START)

    def cannot(fix, source, target, **options):
        raise mending.Unmendable("this header")

    monkeypatch.setattr(mending, "mend", cannot)
    assert mended(house, draft, attachment) == ["nothing"]
    assert fixes(house, draft) == [("photos.dpi.min", None)]
    (sentence,) = [f.sentence for f in found(house, draft).findings() if f.rule == "photos.dpi.min"]
    assert "不能直接修正" in sentence


def test_a_fix_without_a_hand_to_do_it_is_not_offered(house, draft, tmp_path, monkeypatch):
    film = making.mp4(tmp_path / "large.mp4", 1, (2560, 1440))
    attachment = uploaded(house, draft, film, "videos")
    checks.check(house, attachment, now=START)
    assert fixes(house, draft) == [("videos.frame.is", "mp4")]
    monkeypatch.setattr(mending, "HANDS", {})
    assert fixes(house, draft) == [("videos.frame.is", None)]


def test_a_removed_file_is_checked_without_harm(house, draft, phone_photo):
    by, entry = draft
    attachment = uploaded(house, draft, phone_photo)
    with house.db.write() as tx:
        attaching.remove(house, tx, entry, attachment, by=by, now=START)
    assert checks.check(house, attachment, now=START) == "checked"
    assert "photos" not in found(house, draft).answers
