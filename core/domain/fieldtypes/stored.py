"""Answers that are stored files: photos, videos, audio, question banks, sealed papers (notice A2.7, A2.15-A2.18)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.domain import banks, rules
from core.domain.declaration import Field, Rule
from core.domain.fieldtypes import probed, twins
from core.domain.fieldtypes.shape import NOTHING, FieldType, File, Known, is_blank, line
from core.domain.findings import Finding, blocking
from core.domain.refusals import Refused
from core.domain.zi import zi

MOST = 200


class Files(FieldType):
    """`[{attachment, title}]`. What a rule measures of one file comes from a probe; the rest from the list."""

    key = "files"
    widget = "files"
    whole = frozenset({"value", "count", "named", "different", "alike", "titles"})
    facts = whole | probed.FACTS
    has_files = True

    def parse(self, raw: Any, *, field: Field) -> list[dict[str, str]]:
        if not isinstance(raw, list) or len(raw) > MOST:
            raise Refused("answer.shape.wrong", field=field.key, label=field.label)
        rows = []
        for row in raw:
            if not isinstance(row, dict) or not isinstance(row.get("attachment"), str):
                raise Refused("answer.shape.wrong", field=field.key, label=field.label)
            rows.append({"attachment": row["attachment"], "title": line(row.get("title"), 80)})
        if len({row["attachment"] for row in rows}) != len(rows):
            raise Refused("answer.shape.wrong", field=field.key, label=field.label)
        return rows

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {
            "count": len(value),
            "named": all(zi(row["title"]) for row in value),
            "titles": "\n".join(row["title"] for row in value) or None,  # unnamed: another rule says so
        }

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        if is_blank(value):
            return found
        listed = [known.files.get(row["attachment"]) or File(row["attachment"], "") for row in value]
        found += twins.judge(
            [(file, self._name(row, known)) for file, row in zip(listed, value, strict=True)], field
        )
        for row in value:
            file = known.files.get(row["attachment"])
            if file and file.facts:
                found += self.check_file(file, title=row["title"], field=field)
        return found

    def check_file(self, file: File, *, title: str, field: Field) -> list[Finding]:
        """Findings of one probed file."""
        return probed.judge(file, title=title, field=field, whole=self.whole)

    def attachments(self, value: Any) -> list[str]:
        return [row["attachment"] for row in value or []]

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return "；".join(self._name(row, known) for row in value or [])

    def text(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return f"{len(value or [])} 个：{self.cell(value, field=field, known=known)}" if value else ""

    def _name(self, row: Mapping[str, str], known: Known) -> str:
        file = known.files.get(row["attachment"])
        return row["title"] or (file.filename if file else row["attachment"])


class Bank(Files):
    """Question banks (notice A2.17, Annex 4). Nothing is taken in half (A4.7): a bank with a `must` of its own counts none
    of its `questions`, and the sentence says how many wait for that."""

    key = "bank"
    widget = "bank"
    whole = Files.whole | {"questions"}
    facts = whole | {"readable"}

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        facts = super().measure(value, field=field, known=known)
        sheets = self.sheets(value, known=known)
        if len(sheets) == len(value):
            facts["questions"] = sum(len(file.facts.get("rows") or ()) for file, _ in sheets)
        return facts

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        found = [
            one for one in found if one.rule.split(".")[1] != "questions"
        ]  # counted below, without faulty banks
        sheets = self.sheets(value, known=known)
        readable = [(file, name) for file, name in sheets if not file.facts.get("fault")]
        judged = banks.judge(readable, field=field, longest=longest_film(known))
        counted = self._counted(sheets, judged, field) if value and len(sheets) == len(value) else []
        return counted + found + judged

    def sheets(self, value: Any, *, known: Known) -> list[tuple[File, str]]:
        """The banks that a probe has seen, with the names that people gave them."""
        return [
            (file, row["title"] or file.filename)
            for row in value or []
            if (file := known.files.get(row["attachment"])) and file.facts
        ]

    def _counted(self, sheets: list[tuple[File, str]], judged: list[Finding], field: Field) -> list[Finding]:
        refused = {finding.attachment for finding in blocking(judged)}
        counts = {file.id: len(file.facts.get("rows") or ()) for file, _ in sheets}
        total = sum(counts.values())
        waiting = sum(count for id, count in counts.items() if id in refused)
        rows = [rule for rule in field.rules if rule.fact == "questions"]
        found = rules.judge(rows, {"questions": total - waiting}, label=field.label)
        return [_waiting(one, rows, total, waiting) for one in found] if waiting else found


def _waiting(found: Finding, rows: list[Rule], total: int, waiting: int) -> Finding:
    wanted = next((rule.value for rule in rows if rule.name == found.rule and rule.op == "min"), 0)
    short = max(0, wanted - total)
    phrase = "rule.questions.min.short" if short else "rule.questions.min.waiting"
    return replace(found, phrase=phrase, params={**found.params, "waiting": waiting, "missing": short})


def longest_film(known: Known) -> float | None:
    """Seconds of the entry's longest video, where one was looked at (A4.6)."""
    films = [file.facts.get("seconds") for file in known.files.values() if file.facts.get("width")]
    return max((length for length in films if length), default=None)
