"""Shapes of the API's requests and answers (pydantic; they become the OpenAPI document)."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class In(BaseModel):
    """What a client sends; unknown keys are a mistake worth hearing of."""

    model_config = ConfigDict(extra="forbid", str_max_length=40_000)


class Login(In):
    code: str = Field(min_length=1, max_length=200, description="of wx.login, or of a one-time link")


class Token(BaseModel):
    token: str
    entry: str | None = None
    field: str | None = None


class Join(In):
    code: str = Field(pattern=r"^\d{6}$")


class JoinCode(BaseModel):
    code: str
    minutes: int


class Problem(BaseModel):
    code: str
    message: str
    field: str | None = None
    findings: list[dict[str, Any]] = []


class ProblemOut(BaseModel):
    problem: Problem


class FindingOut(BaseModel):
    rule: str
    level: str
    file: str | None
    attachment: str | None
    params: dict[str, Any]
    sentence: str
    fix: str | None


class Person(BaseModel):
    id: str
    name: str
    unit: str = ""
    honour: dict[str, str] | None = None
    intro: str = ""
    videos: list[str] = []
    no_videos: bool = False


class IndustryValue(BaseModel):
    section: str
    division: str


class UnitValue(BaseModel):
    """One of: a unit of the tree, or a name nobody confirmed yet."""

    id: str | None = None
    name: str | None = None


class FileValue(BaseModel):
    attachment: str
    title: str = ""


class Question(BaseModel):
    type: str
    stem: str
    options: list[str]
    answer: str | None
    analysis: str
    difficulty: str
    source: str


class BankValue(FileValue):
    questions: list[Question] = []


Value = str | bool | list[Person] | IndustryValue | UnitValue | list[FileValue] | list[BankValue] | None


class AnswerIn(In):
    value: Any = Field(description="shape by the field's type: " + str(Value)[:400])
    seen: int | None = Field(None, ge=0, description="the version the writer had before it; 0: none")


class AnswerOut(BaseModel):
    field: str
    version: int
    value: Any
    text: str
    findings: list[FindingOut]
    entry_version: int


class EntryIn(In):
    campaign: str = Field(max_length=40)
    track: str = Field(max_length=40)


class ActIn(In):
    seen: int | None = Field(None, ge=1, description="the entry's version the person acted on")


class FixIn(In):
    field: str = Field(max_length=40)
    fix: str | None = Field(None, max_length=40, description="without: of each file its own")
    attachment: str | None = Field(
        None, max_length=36, description="only this file; all that it would mend without"
    )
    start: float | None = Field(None, ge=0, le=1_000_000, description="of a cut, in seconds")
    end: float | None = Field(None, gt=0, le=1_000_000, description="of a cut, in seconds")


class LinkIn(In):
    field: str | None = Field(None, max_length=40, description="the item that the page leads to")


class LinkOut(BaseModel):
    url: str


class ConsentIn(In):
    campaign: str = Field(max_length=40)
    version: int = Field(ge=1)


class EraseIn(In):
    sure: Literal[True] = Field(description="it cannot be undone")


class MyData(BaseModel):
    name: str
    identities: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    applications: list[dict[str, Any]]
    acts: list[dict[str, Any]]


class ShareIn(In):
    to_be: Literal["owner", "helper"] = Field(description="what the one who uses the code becomes")


class ShareCode(BaseModel):
    code: str
    minutes: int
    url: str
    picture: str = Field(description="the QR code of `url` as a data URL")


class ShareTake(In):
    code: str = Field(min_length=1, max_length=64)


class EntryRef(BaseModel):
    entry: str


class ReturnIn(ActIn):
    reasons: dict[str, str] = Field(description="by field key, or `general`")


class OfficerOut(BaseModel):
    counts: dict[str, int]
    standings: list[dict[str, Any]]
    submitted: dict[str, Any]
    returned: dict[str, Any]
    drafts: dict[str, Any]


class FormIn(BaseModel):
    form: str | None = Field(
        None, max_length=64, description="blank, or the mark of the declaration a client has"
    )


class TitleIn(In):
    title: str = Field(max_length=80)


class FilesOut(BaseModel):
    items: list[dict[str, Any]]
    uploads: list[dict[str, Any]]


class EntryRow(BaseModel):
    id: str
    number: str | None
    campaign: str
    track: str
    state: str
    state_text: str
    title: str
    version: int
    changed_at: datetime
    submitted_at: datetime | None
    answer_by: datetime | None
    closes: datetime | None = Field(
        None,
        description="until when it can be sent in or answered: a late permit counts; null once it is sent in",
    )
    is_over: bool = Field(False, description="whether `closes` is over")


class EntryOut(EntryRow):
    form: dict[str, Any] | None = Field(
        None, description="the campaign's declaration, where `form` asked for it"
    )
    answers: dict[str, Any]
    versions: dict[str, int]
    texts: dict[str, str]
    findings: list[FindingOut]
    progress: dict[str, Any]
    files: list[dict[str, Any]]
    reviews: list[dict[str, Any]]
    certificate: dict[str, Any] | None
    national: dict[str, Any] | None = Field(
        None,
        description="what the national platform said: number, verdict, note, certificate (an address that expires)",
    )
    papers: list[dict[str, Any]] = Field(
        [], description="how each letter stands: key, title, state (none, valid, stale), changed, changes"
    )


class LettersIn(BaseModel):
    only: str = Field("", max_length=200, description="keys of papers, with commas between; blank: all")


class EntryList(BaseModel):
    items: list[EntryRow]
    next: str | None


class HomeOut(BaseModel):
    """What the first page shows: everything that it needs, in one answer."""

    now: datetime
    tracks: list[dict[str, Any]]
    entries: list[EntryRow]
    grants: list[dict[str, Any]]


class PageIn(BaseModel):
    after: str | None = Field(None, max_length=64)
    limit: int = Field(50, ge=1, le=100)


class SearchIn(BaseModel):
    q: str = Field(min_length=1, max_length=100)


class UnitSearchIn(SearchIn):
    kind: Literal["", "union", "unit"] = Field("", description="as the field declares it; blank: all")


class DraftOut(BaseModel):
    value: str


class Items(BaseModel):
    items: list[dict[str, Any]]
    next: str | None = None


class Fixed(BaseModel):
    attachments: list[str]
