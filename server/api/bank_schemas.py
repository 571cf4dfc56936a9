"""Shapes of single questions in the API."""

from typing import Annotated

from pydantic import BaseModel, Field

from server.api.schemas import FindingOut, In

Text = Annotated[str, Field(max_length=8_000)]


class QuestionIn(In):
    """A question as a person writes it, whole or not; options from A on, a blank for one that is left out."""

    type: Text = Field("", description="单选, 多选 or 判断")
    stem: Text = ""
    options: list[Text] = Field([], max_length=6)
    answer: Text = Field("", description="B, AC, 对 or 错; what is also accepted becomes that")
    analysis: Text = ""
    difficulty: Text = Field("", description="初级, 中级 or 高级")
    source: Text = ""


class AddIn(In):
    question: QuestionIn
    before: str | None = Field(
        None, max_length=36, description="the question it goes before; the end without"
    )


class ChangeIn(In):
    question: QuestionIn
    seen: int | None = Field(None, ge=1, description="the question's version the writer had before it")


class SeenIn(BaseModel):
    seen: int | None = Field(None, ge=1, description="the question's version the person saw")


class MoveIn(In):
    before: str | None = Field(
        None, max_length=36, description="the question it goes before; the end without"
    )
    seen: int | None = Field(None, ge=1, description="the question's version the person saw")


class JudgeIn(In):
    question: QuestionIn
    id: str | None = Field(
        None, max_length=36, description="the question it would replace; a new one without"
    )


class StartIn(In):
    field: str = Field(max_length=40)
    title: str = Field("", max_length=80)


class Said(FindingOut):
    key: str | None = Field(
        description="the cell it is about: type, stem, A to F, answer, …; null: the question"
    )


class QuestionOut(BaseModel):
    id: str
    version: int
    number: int
    type: str
    stem: str
    options: list[str]
    answer: str
    analysis: str
    difficulty: str
    source: str
    findings: list[Said]


class BankOut(BaseModel):
    id: str
    field: str
    title: str
    count: int
    is_edited: bool
    has_original: bool = Field(description="there is an uploaded file, kept as it was")
    is_editable: bool
    items: list[QuestionOut]
    next: str | None


class BankChanged(BaseModel):
    bank: str
    question: QuestionOut | None
    count: int


class Judged(BaseModel):
    question: QuestionIn
    findings: list[Said]
