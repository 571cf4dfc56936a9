"""A campaign as people read it: rules, quotas and reminders in plain words."""

from dataclasses import dataclass

from core.domain import phrases, rules
from core.domain.declaration import Field, Quota, Rule, Track


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a form: its number in the notice, its name, what must be and what is advised."""

    number: str
    label: str
    must: tuple[str, ...]
    advised: tuple[str, ...]
    choices: tuple[str, ...]


def rule(declared: Rule) -> str:
    """What a rule asks, before anybody has broken it. One without words of its own goes by its name."""
    code = f"declared.{declared.fact}.{declared.op}"
    if not phrases.exists(code):
        return declared.name
    wanted = (
        "、".join(part[0] for part in declared.value)
        if declared.op == "covers"
        else rules.limit(declared.fact, declared.value)
    )
    return phrases.say(code, wanted=wanted)


def items(track: Track) -> list[Item]:
    return [_item(field) for field in track.fields]


def _item(field: Field) -> Item:
    must = tuple(dict.fromkeys(rule(one) for one in field.rules if one.level == "must"))
    mildest = {
        one.name: one for one in reversed(field.rules) if one.level != "must"
    }  # they stand from mild to severe
    advised = tuple(dict.fromkeys(rule(one) for one in field.rules if one in mildest.values()))
    return Item(field.item, field.label, must, advised, tuple(choice.label for choice in field.choices))


def quota(declared: Quota) -> str:
    """每个直属单位至少 1 项"""
    whose = phrases.say(f"declared.quota.{declared.per}")
    least = [phrases.say("declared.quota.min", count=declared.min)] if declared.min is not None else []
    most = [phrases.say("declared.quota.max", count=declared.max)] if declared.max is not None else []
    return whose + "，".join(least + most)
