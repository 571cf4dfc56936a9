"""How entries, files and campaigns look in the API."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from core.adapters.db import Transaction
from core.domain import flow
from core.domain.declaration import Campaign, Field, Track
from core.services import acts, campaigns, certificates, entries, national, papers, reach, reviews, uploads
from core.services.entries import Entry
from server import doors

_OURS = ("rows", "sheets", "sha256", "sketch", "fingerprint")  # facts that only rules read


def rows(tx: Transaction, found: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines of entries, each with `closes`: until when its owner can send it in or answer, None for who cannot; and
    whether that `is_over`."""
    declared = {key: campaigns.campaign(doors.house(), tx, key) for key in {one.campaign for one in found}}
    ends = reach.ends_of_rows(tx, declared, found)
    now = doors.now()
    return [
        row(tx, one) | {"closes": (end := ends.get(one.id)), "is_over": end is not None and end <= now}
        for one in found
    ]


def row(tx: Transaction, found: Any) -> dict[str, Any]:
    keys = (
        "id",
        "number",
        "campaign",
        "track",
        "state",
        "title",
        "version",
        "changed_at",
        "submitted_at",
        "answer_by",
    )
    return {key: getattr(found, key) for key in keys} | {"state_text": acts.told(doors.house(), tx, found)}


def entry(tx: Transaction, found: Entry) -> dict[str, Any]:
    """An entry as its owner sees it."""
    findings = found.findings()
    progress = flow.progress(found.track, findings)
    return rows(tx, [found.row])[0] | {
        "answers": entries.presented(found),
        "versions": dict(found.versions),
        "texts": {key: found.text(key) for key in found.answers},
        "findings": [finding.as_dict() for finding in findings],
        "progress": {"done": progress.done, "total": progress.total, "missing": list(progress.missing)},
        "files": [file(found, row) for row in found.files.values()],
        "reviews": [_review(found, review) for review in reviews.of(tx, found.id)],
        "certificate": _certificate(tx, found),
        "national": _national(tx, found),
        "state_text": _state_text(tx, found),
        "papers": papers.standing(found),
    }


def file(found: Entry, attachment: Any) -> dict[str, Any]:
    """A stored file with its verdict; `facts` and `findings` come when a check has looked."""
    mine = [finding.as_dict() for finding in found.findings() if finding.attachment == attachment.id]
    place = attachment.place if attachment.state in ("stored", "checked") else None
    facts = {key: value for key, value in (attachment.facts or {}).items() if key not in _OURS}
    if "rows" in (attachment.facts or {}):
        facts["questions"] = len(attachment.facts["rows"])
    return {
        "id": attachment.id,
        "field": attachment.field,
        "item": attachment.item,
        "filename": attachment.filename,
        "size": attachment.size,
        "state": attachment.state,
        "is_mending": attachment.fixing is not None,
        "progress": attachment.progress,
        "mended_from": attachment.mended_from,
        "facts": facts or None,
        "findings": mine,
        "url": doors.original_url(attachment) if place else None,
        "preview": doors.file_url(attachment.preview, kind="preview") if attachment.preview else None,
        "thumb": doors.file_url(attachment.thumb, kind="preview") if attachment.thumb else None,
    }


def upload(row: Any) -> dict[str, Any]:
    return {
        key: getattr(row, key)
        for key in ("id", "field", "item", "filename", "title", "length", "offset", "expires_at")
    }


def files(tx: Transaction, found: Entry) -> dict[str, Any]:
    return {
        "items": [file(found, attachment) for attachment in found.files.values()],
        "uploads": [upload(row) for row in uploads.pending(tx, found.id)],
    }


def _review(found: Entry, review: Any) -> dict[str, Any]:
    keys = ("act", "role", "reasons", "at", "answer_by")
    return {key: getattr(review, key) for key in keys} | {"text": reviews.reasons_text(found, review.reasons)}


def _certificate(tx: Transaction, found: Entry) -> dict[str, Any] | None:
    held = certificates.of(tx, found.id)
    if held is None:
        return None
    url = f"{doors.house().settings.origin}/verify/{held.code}"
    return {"number": held.number, "code": held.code, "url": url, "revoked_at": held.revoked_at}


def _state_text(tx: Transaction, found: Entry) -> str:
    """The state in words, with what the national platform said: every client shows it as it stands."""
    said = national.lines(national.of(tx, found.id))
    return "，".join([found.state_text, *said])


def _national(tx: Transaction, found: Entry) -> dict[str, Any] | None:
    said = national.of(tx, found.id)
    if said is None:
        return None
    url = doors.file_url(said.certificate, kind="original", name=said.name) if said.certificate else None
    return {"number": said.number, "verdict": said.verdict, "note": said.note, "certificate": url}


def form(found: Entry, *, held: str | None) -> dict[str, Any] | None:
    """The declaration an entry follows, with a `mark` of its text; None where nobody asked or the client has it."""
    if held is None:
        return None
    made = campaign(found.campaign)
    mark = hashlib.sha256(json.dumps(made, default=str, sort_keys=True).encode()).hexdigest()[:16]
    return None if held == mark else {**made, "mark": mark}


def campaign(made: Campaign) -> dict[str, Any]:
    """The declaration as a form is drawn from it."""
    return {
        "key": made.key,
        "title": made.title,
        "issuer": made.issuer,
        "correction_days": made.correction_days,
        "windows": [
            {"track": w.track, "act": w.act, "level": w.level, "opens": w.opens, "closes": w.closes}
            for w in made.windows
        ],
        "quotas": [{"track": q.track, "per": q.per, "min": q.min, "max": q.max} for q in made.quotas],
        "tracks": [_track(track) for track in made.tracks],
    }


def _track(track: Track) -> dict[str, Any]:
    return {
        "key": track.key,
        "title": track.title,
        "starts_by": track.starts_by,
        "name": track.name,
        "fields": [_field(field) for field in track.fields],
        "steps": [
            {"key": step.key, "title": step.title, "fields": list(step.fields)} for step in track.steps
        ],
        "papers": [
            {"key": paper.key, "title": paper.title, "quotes": list(paper.quotes)} for paper in track.papers
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    keys = ("key", "item", "type", "kind", "label", "hint", "example", "is_required")
    return {key: getattr(field, key) for key in keys} | {
        "choices": [{"label": choice.label, "text": choice.text} for choice in field.choices],
        "draft": [{"label": part.label, "field": part.field} for part in field.draft],
        "rules": [
            {
                "rule": r.name,
                "fact": r.fact,
                "op": r.op,
                "value": r.value,
                "level": r.level,
                "fix": r.fix,
                "says": r.says,
                "notice": r.notice,
            }
            for r in field.rules
        ],
    }
