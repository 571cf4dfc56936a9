"""Texts: one line at once, long ones in several messages, each kept as it comes."""

from core.domain import fieldtypes
from core.domain.declaration import Field
from core.domain.zi import zi
from handlers import asking
from handlers.talk import Talk, say


def line(talk: Talk, field: Field, said: str) -> str:
    """One message is the answer; a faulty one is kept too, and asked again with the reason."""
    talk.save(field.key, fieldtypes.TYPES[field.type].parse(said, field=field))
    if faults := talk.faults(field.key):
        return "\n".join(faults)
    return asking.saved(talk, field)


def paragraph(talk: Talk, field: Field, said: str) -> str:
    """Each message is added to those before it, of another day too: only 重写 takes away what was typed."""
    assert talk.entry is not None
    before = talk.entry.answers.get(field.key, "")
    text = f"{before}\n{said}" if before else said
    talk.save(field.key, fieldtypes.TYPES[field.type].parse(text, field=field))
    measured, wanted = zi(text), field.wanted("zi", "max")
    if wanted is None:
        return say("hear.counted.free", label=field.label, measured=measured)
    if measured > wanted:
        return say("hear.over", label=field.label, measured=measured, gap=measured - wanted)
    return say("hear.counted", label=field.label, measured=measured, wanted=wanted)
