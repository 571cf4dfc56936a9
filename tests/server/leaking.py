"""The world of the leak tests: two units with everything that the house keeps of an entry, and everybody who could ask
for it."""

import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO

from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import answers, attachments, helpers, persons, uploads
from core.adapters.tables import entries as entry_table
from core.services import (
    accounts,
    acts,
    certificates,
    papers,
    returning,
    reviews,
    shelving,
    staff,
    units,
    views,
)
from tests import filling
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN

ROLES = (
    "nobody", "stranger", "worker_a", "worker_b", "helper", "officer_a", "officer_b", "auditor", "auditor_b", "administrator",
    "administrator_b", "mixed", "expert",
)  # fmt: skip
PROVINCE = {"auditor", "auditor_b", "administrator", "administrator_b", "mixed"}
STAFF = PROVINCE | {"officer_a", "officer_b"}
OF_A = {"officer_a", "auditor", "administrator", "mixed"}
OF_B = PROVINCE | {"officer_b"}


@dataclass
class Target:
    """One entry with unique marks in all that it says. `owners` may do everything, `staff` covers it, `is_draft`: staff
    see that it is there and not what it says."""

    name: str
    marks: re.Pattern[str]
    owners: set[str]
    staff: set[str]
    unit: str
    owner: str
    entry: str = ""
    is_draft: bool = False
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def viewer(self) -> str:
        """Who has a view of their own with its mark in it."""
        return "officer_a" if "officer_a" in self.staff else "officer_b"

    @property
    def readers(self) -> set[str]:
        return self.owners | (set() if self.is_draft else self.staff)


@dataclass
class World:
    persons: dict[str, str]
    targets: list[Target]


def build(house, folder):
    collecting.collect(house, folder / "campaigns")
    people = _people(house)
    targets = [
        _target(house, people, "甲标记一", "worker_a", "淮河医院工会", {"worker_a", "helper"}, OF_A, number=1),
        _target(house, people, "乙标记二", "worker_b", "皖江大学工会", {"worker_b"}, OF_B, number=2),
        _target(
            house, people, "丙标记三", "worker_a", "淮河医院工会", {"worker_a", "helper"}, OF_A, number=3, is_draft=True
        ),
    ]  # fmt: skip
    package = collecting.asked(house, {"zhao": people["auditor"]})
    for target in targets:
        target.ids |= {"package": package, "returned": _returned(house, people["auditor"], target)}
        target.ids["view"] = _view(house, people[target.viewer], target)
    shelving.work_off(house)
    return World(people, targets)


def _people(house):
    found = {}
    with house.db.write() as tx:
        for role in ("stranger", "worker_a", "worker_b", "helper"):
            found[role] = accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-{role}", now=START)
    for role, kind, unit in (
        ("officer_a", "officer", "淮河医院工会"),
        ("officer_b", "officer", "皖江大学工会"),
        ("auditor", "auditor", None),
        ("auditor_b", "auditor", "皖江大学工会"),
        ("administrator", "administrator", None),
        ("administrator_b", "administrator", "皖江大学工会"),
        ("mixed", "auditor", None),  # sees everything, administers one branch alone
        ("expert", "expert", "淮河医院工会"),  # scores on paper: no door of the house opens for it
    ):
        made = staff.add(house, role, role=kind, unit=unit, login=role, password="wuxiao-demo", now=START)
        found[role] = made.person
    with house.db.write() as tx:
        grant = {"unit": units.by_name(tx, "皖江大学工会"), "campaign": None, "by": None, "now": START}
        accounts.grant(tx, found["mixed"], "administrator", **grant)
    return found


def _target(house, people, mark, owner, unit, owners, covering, *, number, is_draft=False):
    """An approved entry, or a draft, whose title, texts, names, files and owner bear the mark."""
    marks = re.compile(f"{mark}|0551-6{number}00000{number}|0551 ?6{number}00000{number}")
    entry = filling.whole(house, by=people[owner], now=START, title=f"{mark}的自动锁止装置研制与应用")
    with house.db.write() as tx:
        where = units.by_name(tx, unit)
        tx.run(update(entry_table).where(entry_table.c.id == entry).values(unit=where))
    letter = papers.letters_pdf(house, entry, by=people[owner], now=START)
    assert letter.startswith(b"%PDF")
    if "helper" in owners:
        with house.db.write() as tx:
            row = {"entry": entry, "person": people["helper"], "role": "team", "added_at": START}
            tx.run(insert(helpers).values(**row))
    if not is_draft:
        officer = "officer_a" if "officer_a" in covering else "officer_b"
        with house.db.write() as tx:
            acts.submit(house, tx, entry, by=people[owner], now=START)
            reviews.confirm(house, tx, entry, by=people[officer], now=START)
            reviews.approve(house, tx, entry, by=people["auditor"], now=START)
            tx.after_commit.clear()
    with house.db.write() as tx:
        tx.run(update(persons).where(persons.c.id == people[owner]).values(name=f"{mark}本人"))
        _said(house, tx, entry, "background", f"{mark}背景" + filling.BACKGROUND)
        _said(house, tx, entry, "phone", house.vault.seal(f"0551-6{number}00000{number}"))
        completers = [{"id": "p1", "name": f"{mark}人", "unit": "某科"}]
        _said(house, tx, entry, "completers", completers)
        for row in tx.rows(select(attachments).where(attachments.c.entry == entry)):
            here = attachments.c.id == row.id
            tx.run(
                update(attachments)
                .where(here)
                .values(filename=f"{mark}{row.field}.bin", place=f"kept/{row.id}")
            )
    for row in _files(house, entry):
        house.files.put(row.place, f"{mark} {row.field}".encode())
    made = Target(mark, marks, owners, covering, str(where), people[owner], entry, is_draft)
    made.ids = _ids(house, made)
    return made


def _said(house, tx, entry, key, value):
    tx.run(update(answers).where(answers.c.entry == entry, answers.c.field == key).values(value=value))


def _files(house, entry):
    with house.db.read() as tx:
        return tx.rows(select(attachments).where(attachments.c.entry == entry).order_by(attachments.c.id))


def _ids(house, target):
    """What stands in addresses about this entry."""
    files = {row.field: row.id for row in _files(house, target.entry)}
    with house.db.write() as tx:
        upload = ids.new()
        row = {
            "entry": target.entry,
            "field": "photos",
            "filename": f"{target.name}.jpg",
            "title": target.name,
        }
        times = {"expires_at": START.replace(year=2100), "created_at": START}
        tx.run(insert(uploads).values(id=upload, length=10, offset=0, by=target.owner, **row, **times))
        held = certificates.of(tx, target.entry)
    return {
        "entry": target.entry,
        "entry_id": target.entry,
        "attachment": files["photos"],
        "bank": files["bank"],
        "question": ids.new(),
        "upload": upload,
        "unit": target.unit,
        "person": target.owner,
        "code": held.code if held else "0" * 16,
        "number": "",
    }


def _returned(house, auditor, target):
    from core.adapters import sheets  # noqa: PLC0415 - weight

    path = house.settings.data_dir / "back.xlsx"
    sheets.write_rows(path, [("结果", ("编号", "全国编号", "说明"), [("AH24-000001", "QG-1", target.name)])])
    return returning.keep(house, CAMPAIGN, path.read_bytes(), None, by=auditor, now=START)


def _view(house, person, target):
    with house.db.write() as tx:
        told = {
            "is_shared": True,
            "is_default": False,
            "by": person,
            "now": START,
        }  # an officer's wish to share is not heard
        mark = (
            "草稿" if target.is_draft else target.name
        )  # officers see no more of a draft, also in their own words
        return views.save(tx, f"{mark}的视图", f"text={mark}", **told)


def words(response):
    """All that an answer says: text, or the texts in a ZIP (documents, sheets, archives within)."""
    content = response.get_data()
    return unescape(_opened(content)) + str(response.headers)


def _opened(content):
    if not content.startswith(b"PK\x03\x04"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return "\n".join([name + _opened(archive.read(name)) for name in archive.namelist()])
