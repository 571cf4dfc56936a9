"""A whole, good entry: what tests answer with, by chat and by API alike."""

from typing import Any

from sqlalchemy import update

from core.adapters.tables import attachments
from core.services import answering, attaching, entries, units

TITLE = "护士站移动输液架自动锁止装置的研制与应用"
BACKGROUND = (
    "目前国内外输液架多靠手动锁止，护理人员转运患者时需要反复弯腰踩踏，已有的改进多集中在架体材料上，锁止方式几十年没有变化，"
    "存在转运中滑动、患者跌倒、护士腰肌劳损等实际难点，是病区长期反映的痛点问题。"
)
GOAL = (
    "解决输液架在转运过程中意外滑动的问题，做到松手即锁、推动即开，锁止时间不超过0.3秒，单架改造成本低于85元，"
    "转运时间缩短三成，经两个病区一年应用，滑动事件由每月4.2次降为0次，并可在其他科室直接推广应用。"
)
NOVELTY = "1.创新性：用握力感应代替脚踏锁止，松手即锁。\n2.及时性：适应病区床位周转加快的新需求。\n3.实用性：不改变原有架体，10分钟可完成改装。"
BENEFIT = "1.经济效益：单架改造成本85元，全院600架节约采购费用42万元/年。\n2.社会效益：患者跌倒事件下降，护士弯腰次数减少八成。"
SUMMARY = (
    "1.适用领域：临床护理、病区转运。\n2.解决的实际问题：输液架转运滑动。\n3.创新点：握力感应自动锁止。\n"
    "4.经济效益与社会效益：全院每年节约42万元，跌倒事件为0。\n5.其他：已在两个病区应用一年。"
)
INTRO = "从事护理工作二十年，现任护理部护士长，主持病区流程改进多项，获市级先进工作者称号。"


def texts(unit: dict[str, str], union: dict[str, str]) -> dict[str, Any]:
    """Every answer that is no file, as the API takes it."""
    return {
        "completers": [
            {"id": "p1", "name": "甲一", "unit": "淮河医院护理部"},
            {"id": "p2", "name": "乙二", "unit": "淮河医院设备科"},
        ],
        "first_completer_intro": INTRO,
        "unit": unit,
        "phone": "0551-60000000",
        "superior_union": union,
        "category": "小发明",
        "title": TITLE,
        "industry": {"section": "Q", "division": "84"},
        "background": BACKGROUND,
        "goal": GOAL,
        "novelty": NOVELTY,
        "benefit": BENEFIT,
        "summary": SUMMARY,
        "new_productive_force": True,
    }


def said() -> dict[str, list[str]]:
    """The same, as a worker says it in chat; 好 ends what may take several messages."""
    return {
        "completers": ["甲一 淮河医院护理部", "乙二 淮河医院设备科", "好"],
        "first_completer_intro": [INTRO, "好"],
        "unit": ["淮河医院护理部"],
        "phone": ["0551-60000000"],
        "superior_union": ["皖江市总工会"],
        "category": ["1"],
        "title": [TITLE],
        "industry": ["医院", "卫生和社会工作-卫生"],
        "background": [BACKGROUND[:60], BACKGROUND[60:], "好"],
        "goal": [GOAL, "好"],
        "novelty": [NOVELTY, "好"],
        "benefit": [BENEFIT, "好"],
        "summary": [SUMMARY, "好"],
        "new_productive_force": ["是"],
    }


GOOD_FACTS: dict[str, dict[str, Any]] = {
    "photos": {"format": "JPEG", "bytes": 2_500_000, "width": 4000, "height": 3000, "dpi": 300, "fault": None},
    "videos": {
        "container": "mp4", "bytes": 90_000_000, "width": 1920, "height": 1080, "seconds": 60.0, "fault": None,
        "video_codec": "h264", "audio_codec": "aac", "fast_start": True,
    },
    "papers": {"format": "JPEG", "bytes": 900_000, "width": 3000, "height": 4000, "codes": [], "fault": None},
}  # fmt: skip


def bank_facts(count: int = 20) -> dict[str, Any]:
    """What a probe reads from a good question bank."""
    rows = [
        {"row": number + 2, "sheet": "题库", "cells": {
            "type": "单选", "stem": f"第{number + 1}题：锁止装置的作用是", "A": "松手即锁", "B": "推动即开", "C": "", "D": "",
            "E": "", "F": "", "answer": "A", "analysis": "", "difficulty": "初级", "source": "视频 00:07-00:35"}}
        for number in range(count)
    ]  # fmt: skip
    return {"bytes": 9000, "fault": None, "header": True, "columns_missing": [], "rows": rows}


def give_files(
    house: Any, entry: str, *, by: str, now: Any, pending: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Files that were checked already (or are `pending`), without their bytes: for tests of what comes after."""
    made: dict[str, list[str]] = {}
    wanted = [("photos", 3), ("videos", 1), ("bank", 1), ("papers", 1)]
    with house.db.write() as tx:
        for field, count in wanted:
            for number in range(count):
                attachment = attaching.add(
                    house, tx, entry, field, filename=f"{field}{number}.bin", title=f"{field}-{number + 1}", size=1,
                    place=f"kept/{field}{number}", state="stored", source="upload", by=by, now=now,
                    sha256=f"{field}{number}".ljust(64, "0"),
                )  # fmt: skip
                made.setdefault(field, []).append(attachment)
                facts = bank_facts() if field == "bank" else GOOD_FACTS[field]
                if field not in pending:
                    here = attachments.c.id == attachment
                    tx.run(
                        update(attachments).where(here).values(state="checked", facts=facts, lease_until=None)
                    )
        tx.after_commit.clear()
    return made


def whole(house: Any, *, by: str, now: Any, title: str = TITLE, pending: tuple[str, ...] = ()) -> str:
    """A draft that can be submitted."""
    with house.db.write() as tx:
        entry = str(entries.start(house, tx, "2024-anhui", "innovation", by=by, now=now))
        unit, union = units.by_name(tx, "淮河医院护理部"), units.by_name(tx, "皖江市总工会")
        values = texts({"id": str(unit)}, {"id": str(union)}) | {"title": title}
        blank = entries.load(house, tx, entry)  # each answer is the first to its question
        for key, value in values.items():
            answering.save(house, tx, blank, key, value, by=by, now=now)
    give_files(house, entry, by=by, now=now, pending=pending)
    return entry
