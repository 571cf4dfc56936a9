"""Progress as .xlsx: the units, the days and the kinds of a branch; every cell is text, so no formula runs."""

from datetime import datetime
from pathlib import Path

from core.adapters import sheets
from core.adapters.db import Transaction
from core.domain import clockwork
from core.domain.declaration import Campaign
from core.services import kinds, progress
from core.services.progress import Roots, Tally

_STAGES = ("已开始", "已提交", "单位已确认", "已通过")


def write(
    tx: Transaction, campaign: Campaign, path: Path, *, within: Roots, at: str | None = None, now: datetime
) -> None:
    """Three sheets, the lines in the order of the page."""
    found = progress.table(tx, campaign, within=within, at=at)
    heads = [f"{track.title} {word}" for track in campaign.tracks for word in (*_STAGES, "至少", "还差")]
    lines = [
        [f"{line.name}（本级）" if line.own else line.name, *_cells(line.tallies)] for line in found.lines
    ]
    total = ["合计", *_cells(found.total, quota=False)]
    days = [
        [campaign.by_key[track].title, day.isoformat(), str(count)]
        for track, rows in progress.by_day(tx, campaign, within=within, at=at).items()
        for day, count in rows
    ]
    counted = [
        [track.title, label, said, str(count)]
        for track, label, rows in kinds.by_kind(tx, campaign, within=within, at=at)
        for said, count in rows
    ]
    made = f"单位（截至 {clockwork.minute_text(now)}）"
    sheets.write_rows(
        path,
        [
            ("单位", [made, *heads], [*lines, total]),
            ("按天", ["类别", "提交日期", "件数"], days),
            ("按类", ["类别", "项目", "内容", "件数"], counted),
        ],
    )


def _cells(tallies: tuple[Tally, ...], *, quota: bool = True) -> list[str]:
    return [
        str(value)
        for tally in tallies
        for value in (
            tally.started, tally.submitted, tally.confirmed, tally.approved,
            tally.least if quota and tally.least else "", tally.lacking if quota and tally.least else "",
        )
    ]  # fmt: skip
