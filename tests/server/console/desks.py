"""An entry with real pictures and a real film, for pages that show them."""

import shutil

from sqlalchemy import update

from core.adapters.tables import attachments
from core.services import acts, answering, attaching, entries, reviews
from tests import filling, making

SECONDS = 20


def bytes_for(house, folder, entry):
    """Puts real bytes under every picture and film of the entry, with previews."""
    film, picture = folder / "film.mp4", folder / "picture.jpg"
    if not film.exists():
        making.mp4(film, seconds=SECONDS, size=(320, 180), rate=10)
    with house.db.write() as tx:
        for number, row in enumerate(entries.load(house, tx, entry).files.values()):
            if row.field not in ("photos", "videos", "papers") or row.preview:
                continue
            place, preview = f"kept/{row.id}", f"previews/{row.id}.jpg"
            making.jpeg(picture, (1600, 1200), seed=number + len(entry))
            kept = film if row.field == "videos" else picture
            for target, source in ((place, kept), (preview, picture)):
                path = house.files.path(target)
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, path)
            facts = dict(row.facts or {}) | ({"seconds": float(SECONDS)} if row.field == "videos" else {})
            told = {"place": place, "preview": preview, "thumb": preview, "facts": facts}
            tx.run(update(attachments).where(attachments.c.id == row.id).values(**told))


def add_photo(house, entry, folder, *, by, now, title):
    with house.db.write() as tx:
        made = attaching.add(
            house, tx, entry, "photos", filename=f"{title}.jpg", title=title, size=1, place="kept/x", state="stored",
            source="upload", by=by, now=now, sha256=title.ljust(64, "0"),
        )  # fmt: skip
        told = {"state": "checked", "facts": filling.GOOD_FACTS["photos"], "lease_until": None}
        tx.run(update(attachments).where(attachments.c.id == made).values(**told))
        tx.after_commit.clear()
    bytes_for(house, folder, entry)
    return made


def returned_and_corrected(house, folder, entry, people, now):
    """The auditor asks for figures and another picture; the worker corrects, replaces, and sends it in again."""
    by = people["worker"]
    with house.db.write() as tx:
        reasons = {"goal": "请写出关键技术指标的数字和单位。", "photos": "缺俯视图，请补拍。"}
        reviews.send_back(house, tx, entry, reasons, role="auditor", by=people["auditor"], now=now)
    with house.db.write() as tx:
        changed = filling.GOAL.replace("低于85元", "低于72元").replace(
            "，并可在其他科室直接推广应用", "，已在三家医院推广"
        )
        answering.save(house, tx, entries.load(house, tx, entry), "goal", changed, by=by, now=now)
    with house.db.read() as tx:
        photos = entries.load(house, tx, entry).answers["photos"]
    with house.db.write() as tx:
        attaching.remove(house, tx, entry, photos[0]["attachment"], by=by, now=now)
    add_photo(house, entry, folder, by=by, now=now, title="俯视图")
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=by, now=now)
