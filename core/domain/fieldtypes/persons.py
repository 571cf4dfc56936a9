"""The people who completed an achievement, in order (notice A2.1)."""

from typing import Any

from core.domain import rules
from core.domain.characters import stripped
from core.domain.declaration import Field
from core.domain.fieldtypes import probed
from core.domain.fieldtypes.shape import NOTHING, FieldType, Known, kept, line
from core.domain.findings import Finding
from core.domain.names import normalised
from core.domain.patterns import compiled
from core.domain.refusals import Refused
from core.domain.zi import zi

LEVELS = ("国家级", "省级", "市级", "行业级")
LONGEST = 4000  # characters of a list of names typed at once
MOST = 100  # kept of one answer; the campaign's own limit is a rule


class People(FieldType):
    """`[{id, name, unit, honour: {level, title}?, intro?, videos?: [attachment]}]`."""

    key = "people"
    widget = "people"
    whole = frozenset({"value", "count", "named", "different", "craftsman_intros", "craftsman_videos"})
    # `intro` is measured craftsman by craftsman, the facts of a probe video by video
    facts = whole | {"intro"} | probed.FACTS

    def parse(self, raw: Any, *, field: Field) -> list[dict[str, Any]]:
        if isinstance(raw, str) and len(raw) <= LONGEST:
            raw = _split(raw)
        if not isinstance(raw, list) or len(raw) > MOST or not all(isinstance(row, dict) for row in raw):
            raise Refused("answer.shape.wrong", field=field.key, label=field.label)
        taken = [known for row in raw if (known := line(row.get("id"), 40))]
        if len(set(taken)) != len(taken):
            raise Refused("answer.shape.wrong", field=field.key, label=field.label)
        free = (name for number in range(1, 2 * MOST + 1) if (name := f"p{number}") not in taken)
        return [self._person(row, line(row.get("id"), 40) or next(free), field) for row in raw]

    def _person(self, row: dict[str, Any], key: str, field: Field) -> dict[str, Any]:
        person = {"id": key, "name": line(row.get("name"), 40), "unit": line(row.get("unit"), 100)}
        honour = row.get("honour")
        if isinstance(honour, dict) and (honour.get("level") or honour.get("title")):
            if honour.get("level") not in LEVELS:
                raise Refused(
                    "answer.honour.level", field=field.key, label=field.label, wanted="、".join(LEVELS)
                )
            videos = row.get("videos")
            return person | {
                "honour": {"level": honour["level"], "title": line(honour.get("title"), 60)},
                "intro": stripped(kept(str(row.get("intro") or "")))[:2000],
                "videos": [v for v in videos if isinstance(v, str)][:10] if isinstance(videos, list) else [],
                "no_videos": bool(row.get("no_videos")),
            }
        return person

    def measure(self, value: Any, *, field: Field, known: Known) -> dict[str, Any]:
        craftsmen = [person for person in value if "honour" in person]
        names = [(normalised(person["name"]), normalised(person["unit"])) for person in value]
        return {
            "count": len(value),
            "named": all(zi(person["name"]) for person in value),
            "different": len(set(names)) == len(names),
            "craftsman_intros": all(zi(person["intro"]) for person in craftsmen),
            "craftsman_videos": all(person["videos"] or person["no_videos"] for person in craftsmen),
        }

    def check(self, value: Any, *, field: Field, known: Known = NOTHING) -> list[Finding]:
        found = super().check(value, field=field, known=known)
        of_intro = [rule for rule in field.rules if rule.fact == "intro"]
        not_of_files = self.whole | {"intro"}
        for person in value or []:
            if person.get("intro"):
                label = f"{field.label}·{person['name']}"
                found += rules.judge(of_intro, {"intro": person["intro"]}, label=label)
            for video in person.get("videos", ()):
                file = known.files.get(video)
                if file and file.facts:
                    found += probed.judge(file, title="", field=field, whole=not_of_files)
        return found

    def attachments(self, value: Any) -> list[str]:
        return [video for person in value or [] for video in person.get("videos", ())]

    def cell(self, value: Any, *, field: Field, known: Known = NOTHING) -> str:
        return "、".join(_shown(person) for person in value or [])


def _split(text: str) -> list[dict[str, str]]:
    """Names as they are typed: `张三、李四（合肥一中）`, one a line, `张三 合肥一中`, or names with spaces between."""
    people = []
    for part in (stripped(part) for part in compiled("people_between").split(text)):
        names = part.split()
        if all(compiled("person_name").search(name) for name in names):
            people += [{"name": name} for name in names]
        elif found := compiled("person_with_unit").search(part) or compiled("person_then_unit").search(part):
            people.append({"name": found[1], "unit": found[2]})
        else:
            people.append({"name": part})  # `张 三` is one name written wide
    return people


def _shown(person: dict[str, Any]) -> str:
    notes = [person["unit"]] if person["unit"] else []
    if "honour" in person:
        notes.append(f"{person['honour']['level']}{person['honour']['title']}")
    return f"{person['name']}（{'，'.join(notes)}）" if notes else str(person["name"])
