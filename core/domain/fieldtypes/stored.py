"""Answers that are stored files: photos, videos, audio, question banks, sealed papers (notice A2.7, A2.15-A2.18)."""

from collections.abc import Mapping
from typing import Any

from core.domain import banks
from core.domain.declaration import Field
from core.domain.fieldtypes import probed, twins
from core.domain.fieldtypes.shape import NOTHING, FieldType, File, Known, is_blank, line
from core.domain.findings import Finding
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
    """Question banks; `questions` counts those of all files (notice A2.17, Annex 4)."""

    key = "bank"
    widget = "bank"
    whole = Files.whole | {"questions"}
    facts = whole | {"readable"}

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        facts = super().measure(value, field=field, known=known)
        files = [known.files.get(row["attachment"]) for row in value]
        if all(file and file.facts for file in files):
            facts["questions"] = sum(len(file.facts.get("rows") or ()) for file in files if file)
        return facts

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        sheets = [
            (file, row["title"] or file.filename)
            for row in value or []
            if (file := known.files.get(row["attachment"])) and file.facts and not file.facts.get("fault")
        ]
        films = [file.facts.get("seconds") for file in known.files.values() if file.facts.get("width")]
        longest = max((length for length in films if length), default=None)
        return found + banks.judge(sheets, field=field, longest=longest)
