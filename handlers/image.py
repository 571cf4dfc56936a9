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
    track = talk.entry.track
    photos = next((f.key for f in track.fields if f.kind == "photo"), None)
    told = [say("hear.image", url=talk.link(photos))]
    if paper := track.paper_field:
        told.append(say("hear.image.paper", number=track.asked.index(paper.key) + 1))
    return "\n".join(told)
