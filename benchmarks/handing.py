"""The hand-over of 100,000 entries: how long it takes and how much memory its process needs at most; and what a line of
the log costs now that it carries a hash."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import serving
from core import settings as environment
from core.adapters import ids, migrating
from core.adapters.clock import START
from core.adapters.tables import answers, log, packages
from core.adapters.tables import entries as entry_table
from core.services import accounts, audit_log, campaigns, demo, units
from core.services import house as building
from core.services.house import House

COUNT = 100_000
FORMS = 1_000  # a form of Word takes 35 ms; memory is flat from the first hundred on
_BATCH = 5_000
_LINES = 2_000
_MB = 1024 * 1024
_TEXT = "解决输液架在转运过程中意外滑动的问题，做到松手即锁、推动即开，锁止时间不超过0.3秒，单架改造成本低于85元。"
_MAKE = """
import json, sys, time
from pathlib import Path
from core import settings
from core.adapters.clock import START
from core.services import house, packages
made = house.build(settings.load(sandbox=True, data_dir=Path(sys.argv[1]), campaigns_dir=Path(sys.argv[2])))
def peak():
    # its own: ru_maxrss begins with what the process that started it had needed
    return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])
before, began = peak(), time.monotonic()
done = packages.make(made, sys.argv[3], now=START)
print(json.dumps({"done": done, "seconds": round(time.monotonic() - began, 1), "peak_mb": peak() // 1024, "start_mb": before // 1024}))
"""


def figures(count: int = COUNT) -> Iterator[dict[str, Any]]:
    """One figure a line."""
    with serving.data_dir() as folder:
        house, by = _house(folder)
        yield {"figure": "a line of the log, in microseconds", **_lines(house)}
        with_forms = min(count, FORMS)
        _fill(house, by, 0, with_forms)
        for has_files, many in ((True, with_forms), (False, count)):
            _fill(house, by, with_forms, many)
            package = _wish(house, by, has_files=has_files)
            told = made(house, folder, package)
            what = "with a form of each" if has_files else "the list alone"
            yield {
                "figure": f"hand-over of {many} entries, {what}",
                **told,
                "bound_peak_mb": 300,
            }
        began = time.monotonic()
        with house.db.read() as tx:
            found = audit_log.verify(tx)
        yield {"figure": "audit verify", "lines": found.count, "seconds": round(time.monotonic() - began, 2)}
        house.db.close()


def made(house: House, folder: Path, package: str) -> dict[str, Any]:
    """Seconds, memory and bytes of a package, made in a process of its own."""
    command = [sys.executable, "-c", _MAKE, str(folder), str(house.settings.campaigns_dir), package]
    told = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    with house.db.read() as tx:
        size = tx.value(packages.select().with_only_columns(packages.c.size).where(packages.c.id == package))
    return {**told, "bytes": size}


def _house(folder: Path) -> tuple[House, str]:
    told = environment.load(sandbox=True, data_dir=folder)
    campaign = folder / "campaigns"
    campaign.mkdir()
    text = (told.campaigns_dir / "2024-anhui.toml").read_text(encoding="utf-8")
    (campaign / "a.toml").write_text(text.replace('"national"', '"collecting"', 1), encoding="utf-8")
    house = building.build(told.model_copy(update={"campaigns_dir": campaign}))
    migrating.migrate(house.settings, house.db)
    campaigns.record(house, now=START)
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-zhao", now=START)
    return house, by


def _lines(house: House) -> dict[str, Any]:
    """Chained against a bare insert of the same row, each in its own transaction, in turn."""
    chained, bare = [], []
    for number in range(_LINES):
        began = time.perf_counter()
        with house.db.write() as tx:
            audit_log.note(tx, "answer.save", by="p", now=START, entry="e", field="title")
        chained.append(time.perf_counter() - began)
        began = time.perf_counter()
        with house.db.write() as tx:
            row = {
                "id": ids.new(),
                "at": START,
                "by": "p",
                "act": "answer.save",
                "entry": "e",
                "about": {"field": "title"},
            }
            tx.run(insert(log), sequence=10_000_000 + number, before="", hash="", **row)
        bare.append(time.perf_counter() - began)
        with house.db.write() as tx:
            tx.run(log.delete().where(log.c.sequence >= 10_000_000))
    with_hash, without = statistics.median(chained) * 1e6, statistics.median(bare) * 1e6
    return {"chained": round(with_hash), "bare": round(without), "more": round(with_hash - without)}


def _fill(house: House, by: str, first: int, count: int) -> None:
    """Approved entries with every text, as rows."""
    with house.db.read() as tx:
        revision = campaigns.newest(house, tx)["2024-anhui"]
        track = campaigns.track(house, tx, "2024-anhui", "innovation")
        unit = units.by_name(tx, "淮河医院护理部")
    texts = [field.key for field in track.fields if field.type in ("text", "paragraph")]
    sealed = house.vault.seal("0551-60000000")
    for start in range(first, count, _BATCH):
        rows, said = [], []
        for number in range(start, min(count, start + _BATCH)):
            entry, at = ids.new(), START + timedelta(seconds=number)
            rows.append(_row(entry, number, at, by, revision, unit))
            said += [_answer(entry, key, f"{number} {_TEXT}", by, at) for key in texts]
            said.append(_answer(entry, "phone", sealed, by, at))
            said.append(
                _answer(entry, "completers", [{"id": "p1", "name": "甲一", "unit": "护理部"}], by, at)
            )
        with house.db.write() as tx:
            for table, made in ((entry_table, rows), (answers, said)):
                tx._connection.execute(insert(table), made)


def _row(entry: str, number: int, at: datetime, by: str, revision: str, unit: str | None) -> dict[str, Any]:
    times = dict.fromkeys(("created_at", "changed_at", "submitted_at", "confirmed_at", "decided_at"), at)
    return {
        "id": entry, "number": f"AH24-{number:06d}", "campaign": "2024-anhui", "track": "innovation", "owner": by, "revision": revision,
        "state": "approved", "last_act": "approve", "version": 4, "unit": unit, "title": f"成果{number}", "skipped": [], **times,
    }  # fmt: skip


def _answer(entry: str, key: str, value: Any, by: str, at: datetime) -> dict[str, Any]:
    return {
        "entry": entry,
        "field": key,
        "value": value,
        "version": 1,
        "by": by,
        "at": at,
        "safety": "passed",
    }


def _wish(house: House, by: str, *, has_files: bool, kind: str = "handover", track: str = "") -> str:
    """A package that waits, without a queue."""
    made = ids.new()
    about = {"is_delta": False, "has_files": has_files, "has_secrets": True}
    row = {
        "kind": kind,
        "campaign": "2024-anhui",
        "track": track,
        "about": about,
        "state": "waiting",
        "by": by,
        "at": START,
    }
    with house.db.write() as tx:
        tx.run(insert(packages).values(id=made, attempt=0, lease_until=START, **row))
    return made


if __name__ == "__main__":
    for figure in figures(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT):
        print(json.dumps(figure, ensure_ascii=False), flush=True)
