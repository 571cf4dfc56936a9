"""A picture: a photo of a sealed sheet is welcome, other photos need the original."""

from core.services import attaching
from handlers.talk import Talk, say


def answer(talk: Talk) -> str:
    field = talk.asked
    media = talk.text("MediaId")
    if talk.entry is not None and field is not None and field.type == "paper" and media:
        attaching.add(
            talk.house, talk.tx, talk.entry.id, field.key, filename="盖章承诺书.jpg", title="盖章承诺书", size=0,
            place=media, state="fetching", source="chat", by=talk.person, now=talk.now,
        )  # fmt: skip
        return say("hear.sealed")
    if talk.entry is None:
        return say("hear.nothing")
    photos = next((f.key for f in talk.entry.track.fields if f.kind == "photo"), None)
    return say("hear.image", url=talk.link(photos))
