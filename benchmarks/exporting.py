"""Each door that hands out a list, asked over WSGI with 100,000 entries behind it: seconds, and the most memory its
process ever needed. Every door in a process of its own, so that no peak hides another. The list of entries itself: the
longest that a browser waits for, and all of it as a package."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks import handing, serving
from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import answers
from core.adapters.tables import entries as entry_table
from core.services import audit_log, campaigns, exports, staff, units
from core.services.house import House

COUNT = 100_000
COURSES = 5_000  # a province's panel reads tens; the bound is kept far beyond
BOUND = 300
_BATCH = 5_000
_LIST = "/console/exports/2024-anhui/innovation.xlsx"
_DOORS = {
    "page of exports": "/console/exports",
    "audit log .csv": "/console/log.csv",
    "audit log .xlsx": "/console/log.xlsx",
    "panel's score sheet .xlsx": "/console/panel/scores.xlsx",
    "progress .xlsx": "/console/progress.xlsx",
}
_ASK = """
import json, sys, time
from pathlib import Path
from core import settings
from server.app import create_app
app = create_app(settings.load(sandbox=True, data_dir=Path(sys.argv[1]), campaigns_dir=Path(sys.argv[2])))
client = app.test_client()
with client.session_transaction() as session:
    session["person"], session["epoch"] = sys.argv[3], 0
client.get("/console/exports")
def peak():
    # its own: ru_maxrss begins with what the process that started it had needed
    return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) // 1024
before, began, size = peak(), time.monotonic(), 0
answer = client.get(sys.argv[4], buffered=False)
for piece in answer.iter_encoded():
    size += len(piece)
took = round(time.monotonic() - began, 1)
print(json.dumps({"status": answer.status_code, "seconds": took, "bytes": size, "start_mb": before, "peak_mb": peak()}))
"""


def figures(count: int = COUNT, courses: int = COURSES) -> Iterator[dict[str, Any]]:
    """One figure a door."""
    with serving.data_dir() as folder:
        house, by = handing._house(folder)
        admin = staff.add(house, "管甲", role="administrator", unit=None, login="admin", password="Bench-2024-x", now=START).person  # fmt: skip
        at_once = min(count, exports.AT_ONCE)
        handing._fill(house, by, 0, at_once)
        yield _asked(house, folder, admin, f"longest list at once .xlsx, {at_once} entries", _LIST)
        handing._fill(house, by, at_once, count)
        package = handing._wish(house, by, kind="list", track="innovation", has_files=False)
        made = handing.made(house, folder, package)
        yield {"figure": f"all entries .xlsx as a package, {count} entries", **made, "bound_peak_mb": BOUND}
        _courses(house, by, courses)
        _log(house, by, count - 1_000)
        for name, door in _DOORS.items():
            yield _asked(house, folder, admin, f"{name}, {count} entries", door)
        house.db.close()


def _asked(house: House, folder: Path, admin: str, name: str, door: str) -> dict[str, Any]:
    command = [sys.executable, "-c", _ASK, str(folder), str(house.settings.campaigns_dir), admin, door]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {"figure": name, **json.loads(told.splitlines()[-1]), "bound_peak_mb": BOUND}


def _courses(house: House, by: str, count: int) -> None:
    with house.db.read() as tx:
        revision = campaigns.newest(house, tx)["2024-anhui"]
        track = campaigns.track(house, tx, "2024-anhui", "roadshow")
        unit = units.by_name(tx, "淮河医院工会")
    texts = [field.key for field in track.fields if field.type in ("text", "paragraph")]
    for start in range(0, count, _BATCH):
        rows, said = [], []
        for number in range(start, min(count, start + _BATCH)):
            entry, at = ids.new(), START + timedelta(seconds=number)
            row = handing._row(entry, number, at, by, revision, unit)
            rows.append({**row, "track": "roadshow", "number": f"AH24L-{number:06d}", "state": "accepted", "title": f"课程{number}"})  # fmt: skip
            said += [handing._answer(entry, key, f"{number} {handing._TEXT}", by, at) for key in texts]
        with house.db.write() as tx:
            for table, made in ((entry_table, rows), (answers, said)):
                tx._connection.execute(insert(table), made)


def _log(house: House, by: str, count: int) -> None:
    """Lines of the log as saving writes them, chained."""
    for start in range(0, count, _BATCH):
        with house.db.write() as tx:
            for _ in range(start, min(count, start + _BATCH)):
                audit_log.note(tx, "answer.save", by=by, now=START, entry=None, field="title")


if __name__ == "__main__":
    for found in figures(*map(int, sys.argv[1:])):
        print(json.dumps(found, ensure_ascii=False), flush=True)
