"""Makes declared fields and known files for domain tests, and loads the campaigns of the repository."""

from functools import cache
from pathlib import Path
from typing import Any

from core.domain import loading
from core.domain.declaration import Campaign, Choice, Field, Rule
from core.domain.fieldtypes import File, Known
from core.domain.findings import Finding

ROOT = Path(__file__).parents[3]
FIRST = ROOT / "campaigns/2024-anhui.toml"
SECOND = ROOT / "tests/campaigns/2025-second.toml"


@cache
def campaign(path: Path = FIRST) -> Campaign:
    return loading.load(path.read_text("utf-8"))


def innovation(key: str) -> Field:
    return campaign().by_key["innovation"].by_key[key]


def roadshow(key: str) -> Field:
    return campaign().by_key["roadshow"].by_key[key]


def rule(fact: str, op: str, value: Any = True, level: str = "must", **more: Any) -> Rule:
    return Rule("thing", fact, op, value, level, "A0", **more)


def field(type: str, *rules: Rule, label: str = "东西", choices: tuple[str, ...] = ()) -> Field:
    declared = tuple(Choice(choice) for choice in choices)
    return Field("thing", "A0", type, label, rules, choices=declared)


def known(*files: File) -> Known:
    return Known(files={file.id: file for file in files})


def brief(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.level) for finding in findings]


def question(**cells: str) -> dict[str, str]:
    """The cells of a faultless single choice, changed as wished."""
    blank = dict.fromkeys(("C", "D", "E", "F", "analysis"), "")
    good = {"type": "单选", "stem": "天空是", "A": "蓝的", "B": "绿的", "answer": "A", "difficulty": "初级"}
    return {**blank, **good, "source": "视频 00:07-00:35", **cells}


def sheet(*rows: dict[str, str], id: str = "b1", **facts: Any) -> File:
    """A probed bank; its first question stands in row 3, under the heading and the example."""
    numbered = [{"row": number, "cells": cells} for number, cells in enumerate(rows, start=3)]
    return File(id, f"{id}.xlsx", {"rows": numbered, "header": True, **facts})
