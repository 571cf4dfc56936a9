"""Units of the tree, and industries of GB/T 4754."""

from typing import Any

from core.domain import industries
from core.domain.declaration import Field
from core.domain.fieldtypes.shape import NOTHING, FieldType, Known, words
from core.domain.refusals import Refused


class Unit(FieldType):
    """`{id}` of the tree, or `{name}` that nobody has confirmed yet (notice A2.3, A2.5)."""

    key = "unit"
    widget = "unit"
    facts = frozenset({"value", "confirmed"})

    def parse(self, raw: Any, *, field: Field) -> dict[str, str]:
        if isinstance(raw, dict):
            if isinstance(raw.get("id"), str) and raw["id"]:
                return {"id": raw["id"]}
            raw = raw.get("name")
        name = " ".join(words(raw, field=field).split())
        if not 2 <= len(name) <= 100:
            raise Refused("answer.unit.name", field=field.key, label=field.label)
        return {"name": name}

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        return {"confirmed": "id" in value and value["id"] not in known.unconfirmed}

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        if not value:
            return ""
        return value["name"] if "name" in value else known.units.get(value["id"], value["id"])


class Industry(FieldType):
    """`{section, division}` of GB/T 4754-2017, written `制造业-石油、煤炭及其他燃料加工业` (notice A2.10)."""

    key = "industry"
    widget = "industry"
    facts = frozenset({"value"})

    def parse(self, raw: Any, *, field: Field) -> dict[str, str]:
        if isinstance(raw, dict):
            found = industries.find(str(raw.get("section", "")), str(raw.get("division", "")))
        else:
            found = industries.by_label(words(raw, field=field))
        if found is None:
            raise Refused("answer.industry.unknown", field=field.key, label=field.label)
        return {"section": found.section, "division": found.division}

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        found = industries.find(value["section"], value["division"]) if value else None
        return found.label if found else ""
