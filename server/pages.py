"""Public pages: uploading, signed files, a paper's code, a certificate's code, where one's entries stand."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)

from core.domain import clockwork, first_bytes, phrases, windows
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import (
    acts,
    blanks,
    broadcasting,
    campaigns,
    certificates,
    entries,
    group_notes,
    inquiring,
    national,
    papers,
    reach,
    rereading,
    reviews,
)
from server import doors, stored

bp = Blueprint("pages", __name__)
Page = str | Response | tuple[str, int]
MOST_SHOWN = 50
_UNFILLED = {name: f"{{{name}}}" for name in ("label", "measured", "wanted", "gap", "missing")}
_CERTIFICATES = {"pdf": "application/pdf", "png": "image/png"}
_CERTIFIED = ("approved", "published", "forwarded", "revoked")


@bp.app_template_filter("day")
def day(at: datetime) -> str:
    """A day as Chinese people write it, in China's time."""
    return clockwork.date_text(at)


@bp.app_template_filter("grouped")
def grouped(code: str) -> str:
    """A code in fours, as it is read aloud and typed."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@bp.get("/")
def front() -> Page:
    """Where visitors find the doors."""
    house = doors.house()
    with house.db.read() as tx:
        running = campaigns.running(house, tx, now=doors.now())
    found: dict[str, dict[str, Any]] = {}
    for made, track in running:
        window = windows.window(made, track.key)
        shown = found.setdefault(made.key, {"title": made.title, "issuer": made.issuer, "tracks": []})
        shown["tracks"].append(
            {"title": track.title, "last_day": windows.last_day(window.closes) if window else ""}
        )
    sandbox = f"http://127.0.0.1:{house.settings.sandbox_port}/" if house.settings.sandbox else None
    return render_template("pages/front.html", campaigns=list(found.values()), sandbox=sandbox)


@bp.get("/blanks")
def blank_forms() -> Page:
    """Blank forms of every campaign that runs, for whoever fills them in by hand."""
    house = doors.house()
    with house.db.read() as tx:
        running = {made.key: made for made, _ in campaigns.running(house, tx, now=doors.now())}
    shown = [{"title": made.title, "forms": _forms(made)} for made in running.values()]
    return render_template("pages/blanks.html", campaigns=shown)


_WORDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


def _forms(campaign: Campaign) -> list[dict[str, Any]]:
    """One row a form, with its files of several formats."""
    found: dict[str, dict[str, Any]] = {}
    for blank in blanks.of(campaign):
        shown = found.setdefault(blank.title, {"annex": blank.annex, "title": blank.title, "files": []})
        url = url_for("blanks.one", key=campaign.key, name=blank.name)
        shown["files"].append({"url": url, "word": _WORDS[blank.format]})
    return list(found.values())


# Uploading -----------------------------------------------------------------------------------------------------
@bp.get("/upload")
def upload() -> Page:
    """The page for files. All it shows comes from the API; the sentences of rules and the table of first
    bytes come with it, so that the phone says the same as the server."""
    codes = (*phrases.codes("rule."), *phrases.codes("fault."), *phrases.codes("entry.ended."))
    sentences = {code: phrases.say(code, **_UNFILLED) for code in codes}
    return render_template("pages/upload.html", sentences=sentences, first_bytes=first_bytes.table())


@bp.post("/signout")
def sign_out() -> Page:
    """On a borrowed computer."""
    session.clear()
    return redirect(url_for("pages.upload", signed_out=1))


@bp.get("/files/<signed>")
def file(signed: str) -> Response:
    """A stored file under its signed, expiring address."""
    told = doors.read_file_url(signed)
    response = stored.send(
        doors.house().files.path(told["p"]),
        name=told["n"],
        is_preview=told["k"] == "preview",
        is_inert=told["k"] == "inert",
    )
    if told["a"] and _begins():
        _note_opened(told["a"])
    return response


def _begins() -> bool:
    """A film is asked for in pieces; the first one is the opening."""
    return request.method == "GET" and (request.range is None or request.range.ranges[0][0] == 0)


def _note_opened(attachment: str) -> None:
    """Staff who opened the sealed sheet may confirm on paper (notice N6)."""
    if not (by := doors.known()):
        return
    with doors.house().db.write() as tx:
        reviews.opened(tx, attachment, by=by, now=doors.now())


# Codes ---------------------------------------------------------------------------------------------------------
@bp.get("/p/<code>")
def paper(code: str) -> Page:
    """A scanned letter: whose it is, whether it still says what the entry says, what to do next."""
    with doors.house().db.read() as tx:
        found = papers.by_code(doors.house(), tx, code)
    return render_template(
        "pages/paper.html", paper=found, state=acts.state_text(found["state"], found["kind"])
    )


@bp.get("/s/<code>")
def share(code: str) -> Page:
    """A code that shares an entry, opened outside the mini-program: how to use it. The code itself is not looked up."""
    return render_template("pages/share.html", code=code[:64])


@bp.get("/verify/")
def verify_form() -> Page:
    """A form to type a code, which leads to its own address."""
    typed = request.args.get("code", "").strip()
    code = re.sub(r"[^0-9A-Za-z]", "", typed.rstrip("/").rsplit("/", 1)[-1].removesuffix(".pdf"))
    if code:
        return redirect(url_for("pages.verify", code=code.upper()))
    return render_template("pages/verify_form.html", is_blank="code" in request.args)


@bp.get("/verify/<code>")
def verify(code: str) -> Page:
    """Whether a certificate is genuine or revoked."""
    with doors.house().db.read() as tx:
        try:
            found = certificates.verify(tx, code)
        except Refused as refused:
            return render_template("pages/verify_form.html", typed=code, said=refused.sentence), 404
    return render_template("pages/certificate.html", certificate=found)


@bp.get("/verify/<code>.<any(pdf, png):form>")
def certificate_file(code: str, form: str) -> Page:
    """The certificate to print, or as a picture. A revoked one is not handed out again: its page says so."""
    house = doors.house()
    with house.db.read() as tx:
        found = certificates.verify(tx, code)
    if found.revoked_at is not None:
        return render_template("pages/certificate.html", certificate=found), 410
    made = certificates.pdf(house, code) if form == "pdf" else certificates.picture(house, code)
    return send_file(BytesIO(made), mimetype=_CERTIFICATES[form], download_name=f"{found.number}.{form}")


# One's own -----------------------------------------------------------------------------------------------------
@bp.get("/me")
def me() -> Page:
    """Where a person's entries stand; strangers are told the way back to the chat."""
    if not (by := doors.known()):
        return render_template("pages/me.html", rows=None)
    with doors.house().db.read() as tx:
        found = entries.mine(tx, by, limit=MOST_SHOWN)
        declared = {
            key: campaigns.campaign(doors.house(), tx, key) for key in {row.campaign for row in found}
        }
        ends, now = reach.ends_of_rows(tx, declared, found), doors.now()
        over = {row.id for row in found if (end := ends.get(row.id)) is not None and end <= now}
        rows = [_standing(tx, row, is_over=row.id in over) for row in found]
    response = make_response(render_template("pages/me.html", rows=rows))
    response.headers["Cache-Control"] = "no-store"
    return response


def _standing(tx: Any, row: Any, *, is_over: bool) -> dict[str, Any]:
    held = certificates.of(tx, row.id) if row.state in _CERTIFIED else None
    said = national.of(tx, row.id) if row.submitted_at else None
    return {
        "id": row.id,
        "name": row.title or "未命名",
        "number": row.number,
        "state": row.state,
        "state_text": acts.told(doors.house(), tx, row),
        "ended": phrases.say(f"entry.ended.{row.state}") if is_over else None,
        "answer_by": windows.last_day(clockwork.in_china(row.answer_by)) if row.answer_by else None,
        "certificate": held.code if held else None,
        "national": said,
        "national_url": doors.file_url(said.certificate, kind="original", name=said.name)
        if said and said.certificate
        else None,
    }


@bp.get("/g/<signed>")
def group(signed: str) -> Any:
    """The page of a card in a group: one unit's progress as a picture, to be kept or forwarded."""
    house = doors.house()
    unit, campaign = group_notes.read(house, signed)
    with house.db.read() as tx:
        found = group_notes.figures(house, tx, unit, campaign, now=doors.now())
    return render_template("pages/group.html", unit=found.name, signed=signed, say=phrases.say)


@bp.get("/g/<signed>.png")
def group_picture(signed: str) -> Response:
    """That picture, as the numbers stand now."""
    house = doors.house()
    unit, campaign = group_notes.read(house, signed)
    drawn = group_notes.picture(house, unit, campaign, now=doors.now())
    return Response(drawn, content_type="image/png", headers={"Cache-Control": "private, max-age=60"})


@bp.get("/a/<signed>")
def answer(signed: str) -> Page:
    """What a person answered to a question from the chat, for whoever asked."""
    house = doors.house()
    with house.db.read() as tx:
        found = inquiring.shown(house, tx, inquiring.read(house, signed))
    response = make_response(render_template("pages/answer.html", said=found, say=phrases.say))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/w/<signed>")
def word(signed: str) -> Page:
    """A word to many as a whole: a template message leads here."""
    house = doors.house()
    with house.db.read() as tx:
        found = broadcasting.read(house, tx, signed)
    page = render_template("pages/word.html", said=found.body, at=clockwork.minute_text(found.released_at))
    return make_response(page)


@bp.get("/told/<signed>")
def message(signed: str) -> Page:
    """A message to one person as a whole: a template message of any occasion leads here."""
    house = doors.house()
    with house.db.read() as tx:
        found = rereading.read(house, tx, signed, by=doors.known())
    at = clockwork.minute_text(clockwork.in_china(found.at))
    response = make_response(render_template("pages/message.html", said=found, at=at))
    response.headers["Cache-Control"] = "no-store"
    return response
