"""Question banks, question by question: read, started, added to, changed, put in order, judged while written, downloaded."""

from io import BytesIO
from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file

from core.adapters import bank_books, bank_documents
from core.domain import moves, questions
from core.services import banks
from core.services.banks import Bank
from server import doors
from server.api import repeated
from server.api.bank_schemas import (
    AddIn,
    BankChanged,
    BankOut,
    ChangeIn,
    Judged,
    JudgeIn,
    MoveIn,
    SeenIn,
    StartIn,
)
from server.api.schemas import PageIn

bp = APIBlueprint("banks", __name__, url_prefix="/api/v1/entries/<entry>/banks", tag="banks")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.post("")
@bp.input(StartIn, location="json")
@bp.output(BankOut, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def start(entry: str, json_data: StartIn) -> Any:
    """A bank without a file, to be written question by question."""
    house, by = doors.house(), doors.asking()
    with house.db.read() as tx:
        kept = repeated.find(tx, by=by)
    made = kept["bank"] if kept else banks.start(
        house, entry, json_data.field, json_data.title, by=by, now=doors.now(),
        also=lambda tx, id: repeated.keep(tx, {"bank": id}, by=by),
    )  # fmt: skip
    return _page(_opened(entry, made), PageIn())


@bp.get("/<bank>")
@bp.input(PageIn, location="query")
@bp.output(BankOut)
@bp.doc(security="token")
@doors.signed_in
def one(entry: str, bank: str, query_data: PageIn) -> Any:
    """The questions of a bank as they are written, each with what is said of it."""
    return _page(_opened(entry, bank), query_data)


@bp.post("/<bank>/questions")
@bp.input(AddIn, location="json")
@bp.output(BankChanged, status_code=201)
@bp.doc(security="token")
@doors.signed_in
def add(entry: str, bank: str, json_data: AddIn) -> Any:
    """One more question, at the end or before another."""
    house, by = doors.house(), doors.asking()
    with house.db.read() as tx:
        kept = repeated.find(tx, by=by)
    made = kept["question"] if kept else banks.add(
        house, entry, bank, json_data.question.model_dump(), before=json_data.before, by=by, now=doors.now(),
        also=lambda tx, id: repeated.keep(tx, {"question": id}, by=by),
    )  # fmt: skip
    return _changed(_opened(entry, bank), made)


@bp.put("/<bank>/questions/<question>")
@bp.input(ChangeIn, location="json")
@bp.output(BankChanged)
@bp.doc(security="token")
@doors.signed_in
def change(entry: str, bank: str, question: str, json_data: ChangeIn) -> Any:
    """Other content of one question; stale is 409 with both."""
    told, seen = json_data.question.model_dump(), json_data.seen
    banks.change(doors.house(), entry, bank, question, told, seen=seen, by=doors.asking(), now=doors.now())
    return _changed(_opened(entry, bank), question)


@bp.delete("/<bank>/questions/<question>")
@bp.input(SeenIn, location="query")
@bp.output(BankChanged)
@bp.doc(security="token")
@doors.signed_in
def remove(entry: str, bank: str, question: str, query_data: SeenIn) -> Any:
    """One question less."""
    house, by, now = doors.house(), doors.asking(), doors.now()
    banks.remove(house, entry, bank, question, seen=query_data.seen, by=by, now=now)
    return _changed(_opened(entry, bank), None)


@bp.post("/<bank>/questions/<question>/move")
@bp.input(MoveIn, location="json")
@bp.output(BankChanged)
@bp.doc(security="token")
@doors.signed_in
def move(entry: str, bank: str, question: str, json_data: MoveIn) -> Any:
    """One question before another, or at the end."""
    house, by, now = doors.house(), doors.asking(), doors.now()
    before, seen = json_data.before, json_data.seen
    banks.move(house, entry, bank, question, before=before, seen=seen, by=by, now=now)
    return _changed(_opened(entry, bank), question)


@bp.post("/<bank>/judge")
@bp.input(JudgeIn, location="json")
@bp.output(Judged)
@bp.doc(security="token")
@doors.signed_in
def judge(entry: str, bank: str, json_data: JudgeIn) -> Any:
    """What would be said of a question while it is written, and how it would be kept; nothing is saved."""
    found = _opened(entry, bank)
    told = json_data.question.model_dump()
    said = banks.judge(found, told, instead_of=json_data.id)
    cells = questions.draft_of(told)
    drafted = questions.written({"row": 0, "cells": cells}, 0)
    kept = {key: drafted[key] for key in type(json_data.question).model_fields}
    return {"question": kept, "findings": _said(said)}


@bp.get("/<bank>.xlsx")
@bp.doc(security="token")
@doors.signed_in
def sheet(entry: str, bank: str) -> Response:
    """The bank as a sheet, formatted as the template."""
    found, stream = _opened(entry, bank), BytesIO()
    bank_books.write(stream, [row["cells"] for row in found.rows])
    return _sent(stream, f"{found.title}.xlsx", _EXCEL)


@bp.get("/<bank>.docx")
@bp.doc(security="token")
@doors.signed_in
def document(entry: str, bank: str) -> Response:
    """The bank as the table of Annex 4 in Word."""
    found, stream = _opened(entry, bank), BytesIO()
    bank_documents.write(stream, found.title, [row["cells"] for row in found.rows])
    return _sent(stream, f"{found.title}.docx", _WORD)


def _sent(stream: BytesIO, name: str, kind: str) -> Response:
    stream.seek(0)
    response = send_file(stream, mimetype=kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _opened(entry: str, bank: str) -> Bank:
    with doors.house().db.read() as tx:
        return banks.open_for(doors.house(), tx, entry, bank, by=doors.asking())


def _page(found: Bank, asked: PageIn) -> dict[str, Any]:
    first = found.place(asked.after) + 1 if asked.after else 0
    said = banks.findings(found)
    last = min(first + asked.limit, len(found.rows))
    items = [_question(found, at, said) for at in range(first, last)]
    return {
        "id": found.id,
        "field": found.row.field,
        "title": found.title,
        "count": len(found.rows),
        "is_edited": found.is_edited,
        "has_original": found.row.mended_from is not None or not found.is_edited,
        "is_editable": found.entry.state in moves.EDITABLE and len(found.rows) <= questions.MOST,
        "items": items,
        "next": items[-1]["id"] if last < len(found.rows) else None,
    }


def _changed(found: Bank, question: str | None) -> dict[str, Any]:
    shown = None
    if question:
        shown = _question(found, found.place(question), banks.findings(found))
    return {"bank": found.id, "question": shown, "count": len(found.rows)}


def _question(found: Bank, at: int, said: dict[int, list[Any]]) -> dict[str, Any]:
    written = questions.written(found.rows[at], at)
    return {**written, "number": at + 1, "findings": _said(said.get(at, []))}


def _said(found: list[Any]) -> list[dict[str, Any]]:
    return [{**finding.as_dict(), "key": key} for key, finding in found]
