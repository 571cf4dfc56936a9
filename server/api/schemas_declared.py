"""Shapes of a campaign as the API tells it: what a form is drawn from and what the phone judges with."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class RuleOut(BaseModel):
    rule: str = Field(description="FIELD.FACT.OPERATOR, the name that findings carry")
    fact: str = Field(description="what is measured: zi, plain, bytes, dpi …")
    op: Literal["filled", "min", "max", "is", "one_of", "fits", "covers"]
    value: Any = Field(
        description="what is wanted: a number, a word, true, [width, height], or aspects with words"
    )
    level: Literal["must", "advise"] = Field(
        description="must: cannot be submitted with it; advise: shown only"
    )
    fix: str | None = Field(None, description="what one tap would mend")
    says: str | None = Field(None, description="code of the sentence, where it is not rule.FACT.OPERATOR")
    notice: str = Field(description="number of the duty in the notice")


class ChoiceOut(BaseModel):
    label: str
    text: str = Field(description="definition, shown where it is chosen")


class PartOut(BaseModel):
    label: str
    field: str


class FieldOut(BaseModel):
    key: str
    item: str
    type: str
    kind: str
    label: str
    hint: str
    example: str
    is_required: bool
    choices: list[ChoiceOut]
    draft: list[PartOut]
    rules: list[RuleOut] = Field(
        description="from mild to severe: of rules with one name the last that fails speaks"
    )


class StepOut(BaseModel):
    key: str
    title: str
    fields: list[str]


class PaperOut(BaseModel):
    key: str
    title: str
    quotes: list[str]


class TrackOut(BaseModel):
    key: str
    title: str
    starts_by: str
    name: str
    fields: list[FieldOut]
    steps: list[StepOut]
    papers: list[PaperOut]


class CampaignOut(BaseModel):
    key: str
    title: str
    issuer: str
    correction_days: int
    windows: list[dict[str, Any]]
    quotas: list[dict[str, Any]]
    tracks: list[TrackOut]
