"""Entries and their answers."""

from io import BytesIO
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file

from core.adapters import bank_books, bank_documents
from core.domain import drafting, flow
from core.domain.refusals import Refused
from core.services import acts, answering, attaching, entries, leasing, links, mends, papers
from core.services.entries import Entry
from server import doors
from server.api import repeated, shown
from server.api.schemas import (
    ActIn,
    AnswerIn,
    AnswerOut,
    DraftOut,
    EntryIn,
    EntryList,
    EntryOut,
    FilesOut,
    Fixed,
    FixIn,
    FormIn,
    LettersIn,
    LinkIn,
    LinkOut,
    PageIn,
    TitleIn,
)

bp = APIBlueprint("entries", __name__, url_prefix="/api/v1/entries", tag="entries")


@bp.get("")
@bp.input(PageIn, location="query")
@bp.output(EntryList)
@bp.doc(security="token")
@doors.signed_in
def mine(query_data: PageIn) -> Any:
    """The person's entries, newest first."""
    with doors.house().db.read() as tx:
        rows = entries.mine(tx, doors.asking(), after=query_data.after, limit=query_data.limit + 1)
        more = len(rows) > query_data.limit
        rows = rows[: query_data.limit]
        return {"items": shown.rows(tx, rows), "next": rows[-1].id if more else None}


@bp.post("")
@bp.input(EntryIn, location="json")
@bp.output(EntryOut, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def start(json_data: EntryIn) -> Any:
    """A new draft."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx, repeated.once(tx, by=by) as answer:
        if answer.kept is None:
            made = entries.start(house, tx, json_data.campaign, json_data.track, by=by, now=doors.now())
            answer.keep({"entry": made})
        return shown.entry(tx, entries.open_for(house, tx, answer.kept["entry"], by=by))


@bp.get("/<entry>")
@bp.input(FormIn, location="query")
@bp.output(EntryOut)
@bp.doc(security="token")
@doors.signed_in
def one(entry: str, query_data: FormIn) -> Any:
    """An entry with answers, findings, files, reviews and certificate; with `form` the declaration it follows, unless
    that is the revision a client has already."""
    with doors.house().db.read() as tx:
        found = entries.open_for(doors.house(), tx, entry, by=doors.asking())
        return shown.entry(tx, found) | {"form": shown.form(found, held=query_data.form)}


@bp.put("/<entry>/answers/<field>")
@bp.input(AnswerIn, location="json")
@bp.output(AnswerOut)
@bp.doc(security="token")
@doors.signed_in
def answer(entry: str, field: str, json_data: AnswerIn) -> Any:
    """Keep one answer, complete or not."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=by, to_edit=True)
        value, seen = json_data.value, json_data.seen
        answering.save(house, tx, found, field, value, by=by, now=doors.now(), seen=seen)
        found = entries.load(house, tx, entry)
    return _answer(found, field)


@bp.get("/<entry>/drafts/<field>")
@bp.output(DraftOut)
@bp.doc(security="token")
@doors.signed_in
def draft(entry: str, field: str) -> Any:
    """A first draft of a text, put together from other answers; nothing is saved."""
    with doors.house().db.read() as tx:
        found = entries.open_for(doors.house(), tx, entry, by=doors.asking())
    declared = found.track.by_key.get(field)
    if declared is None or not declared.draft:
        raise Refused("answer.field.unknown", field=field)
    return {"value": drafting.compose(declared, found.track, found.answers, known=found.known)}


def _answer(found: Entry, field: str) -> dict[str, Any]:
    value = found.answers.get(field)
    findings = flow.check_field(found.track.by_key[field], value, known=found.known)
    return {
        "field": field,
        "version": found.versions.get(field, 0),
        "value": value,
        "text": found.text(field),
        "findings": [finding.as_dict() for finding in findings],
        "entry_version": found.row.version,
    }


_ACTS = {"submit": acts.submit, "recall": acts.recall, "withdraw": acts.withdraw}


@bp.post("/<entry>/<any(submit, recall, withdraw):act>")
@bp.input(ActIn, location="json")
@bp.output(EntryOut)
@bp.doc(security="token")
@doors.signed_in
def act(entry: str, act: str, json_data: ActIn) -> Any:
    """Send in, take back, or give up. Repeating an act changes nothing."""
    house, by, now = doors.house(), doors.asking(), doors.now()
    with house.db.write() as tx, repeated.once(tx, by=by) as answer:
        if answer.kept is None:
            _ACTS[act](house, tx, entry, by=by, now=now, seen=json_data.seen)
            answer.keep({"entry": entry})
        return shown.entry(tx, entries.open_for(house, tx, entry, by=by))


@bp.get("/<entry>/files")
@bp.output(FilesOut)
@bp.doc(security="token")
@doors.signed_in
def files(entry: str) -> Any:
    """Stored files with their verdicts, and uploads on their way."""
    with doors.house().db.read() as tx:
        return shown.files(tx, entries.open_for(doors.house(), tx, entry, by=doors.asking()))


@bp.route("/<entry>/files/<attachment>", methods=["PATCH", "POST"])  # wx.request has no PATCH
@bp.input(TitleIn, location="json")
@bp.output(FilesOut)
@bp.doc(security="token")
@doors.signed_in
def rename(entry: str, attachment: str, json_data: TitleIn) -> Any:
    """Name a file."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        attaching.rename(house, tx, entry, attachment, json_data.title, by=by, now=doors.now())
        return shown.files(tx, entries.load(house, tx, entry))


@bp.delete("/<entry>/files/<attachment>")
@bp.output(FilesOut)
@bp.doc(security="token")
@doors.signed_in
def remove(entry: str, attachment: str) -> Any:
    """Take a file out of its answer."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        attaching.remove(house, tx, entry, attachment, by=by, now=doors.now())
        return shown.files(tx, entries.load(house, tx, entry))


@bp.post("/<entry>/fixes")
@bp.input(FixIn, location="json")
@bp.output(Fixed, status_code=202)
@bp.doc(security="token")
@doors.signed_in
def fix(entry: str, json_data: FixIn) -> Any:
    """Mend every file of a field that the fix can mend. 503 when nobody is there to do it."""
    house, by = doors.house(), doors.asking()
    leasing.require_workers(house)
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=by, to_edit=True)
        asked = json_data.model_dump(include={"start", "end"}, exclude_none=True)
        wanted = mends.request(
            house, tx, found, json_data.field, json_data.fix, attachment=json_data.attachment, options=asked
        )
        return {"attachments": wanted}


@bp.post("/<entry>/upload-links")
@bp.input(LinkIn, location="json")
@bp.output(LinkOut, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def upload_link(entry: str, json_data: LinkIn) -> Any:
    """An address that signs the person in on the page for files, once: for what the mini-program cannot read."""
    house, by = doors.house(), doors.asking()
    with house.db.write() as tx:
        entries.open_for(house, tx, entry, by=by, to_edit=True)
        return {"url": links.upload(house, tx, by, entry=entry, field=json_data.field)}


@bp.get("/<entry>/papers.pdf")
@bp.input(LettersIn, location="query")
@bp.doc(security="token")
@doors.signed_in
def letters(entry: str, query_data: LettersIn) -> Response:
    """The letters, filled from the entry as it stands, to print, sign and seal; `only` those that are wanted."""
    only = [key for key in query_data.only.split(",") if key]
    pdf = papers.letters_pdf(doors.house(), entry, by=doors.asking(), now=doors.now(), only=only)
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name="授权书和承诺书.pdf")


@bp.get("/bank-template.xlsx")
def bank_template() -> Response:
    """The question bank's template (Annex 4)."""
    stream = BytesIO()
    bank_books.write_template(stream)
    stream.seek(0)
    return send_file(stream, as_attachment=True, download_name="题库模板.xlsx")


@bp.get("/bank-template.docx")
def bank_template_in_word() -> Response:
    """The same for those who write in Word: the table of Annex 4 with blank rows."""
    stream = BytesIO()
    bank_documents.write_template(stream)
    stream.seek(0)
    return send_file(stream, as_attachment=True, download_name="题库模板.docx")
