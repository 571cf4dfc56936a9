"""Blank forms of a campaign's annexes, for whoever fills them in by hand: one row a form."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from core.adapters import annexes, bank_books, forms
from core.adapters import papers as printing
from core.domain import letters, phrases
from core.domain.declaration import Campaign, Paper, Track
from core.domain.refusals import Refused

_ROWS_OF_SHEET = 6  # courses; more go on another sheet


@dataclass(frozen=True, slots=True)
class Blank:
    """A form as it is offered: `name` is its address below the campaign's, `annex` the number of its annex."""

    name: str
    annex: str
    title: str
    make: Callable[[], bytes]

    @property
    def format(self) -> str:
        return self.name.rsplit(".", 1)[1]

    @property
    def filename(self) -> str:
        """附件1 创新成果授权书、创新成果真实性承诺书（空白）.pdf"""
        return phrases.say("blank.filename", annex=self.annex, title=self.title, ending=self.format)


Row = Callable[[Campaign], Iterator[Blank]]


def of(campaign: Campaign) -> list[Blank]:
    """All blank forms, by annex."""
    return sorted(
        (blank for row in ROWS for blank in row(campaign)), key=lambda blank: (blank.annex, blank.name)
    )


def find(campaign: Campaign, name: str) -> Blank:
    """Raises Refused('blank.unknown')."""
    found = next((blank for blank in of(campaign) if blank.name == name), None)
    if found is None:
        raise Refused("blank.unknown")
    return found


def _annex(notice: str) -> str:
    """1 of A1.2"""
    match = re.match(r"A(\d+)", notice)
    return match[1] if match else ""


def _letters(campaign: Campaign) -> Iterator[Blank]:
    """Annex 1: the letters of each track, as PDF and for Word."""
    for track in campaign.tracks:
        made = [paper for paper in track.papers if not paper.columns]
        if not made:
            continue
        annex, title = _annex(made[0].notice), "、".join(paper.title for paper in made)
        pages = [letters.blank(paper, track) for paper in made]
        yield Blank(f"{track.key}-letters.pdf", annex, title, partial(printing.letters, pages))
        yield Blank(f"{track.key}-letters.docx", annex, title, partial(forms.letters, pages))


def _forms(campaign: Campaign) -> Iterator[Blank]:
    """Annex 2: the form of a track that the notice prints."""
    for track in campaign.tracks:
        if track.form is not None:
            annex = _annex(track.fields[0].item)
            yield Blank(f"{track.key}-form.docx", annex, track.form.title, partial(_form, track))


def _form(track: Track) -> bytes:
    made = io.BytesIO()
    annexes.blank_form(made, track)
    return made.getvalue()


def _sheets(campaign: Campaign) -> Iterator[Blank]:
    """Annex 3: a sheet for several courses."""
    for track in campaign.tracks:
        for paper in track.papers:
            if paper.columns:
                name = f"{track.key}-{paper.key}.docx"
                yield Blank(name, _annex(paper.notice), paper.title, partial(_sheet, track, paper))


def _sheet(track: Track, paper: Paper) -> bytes:
    labels = [line.label for line in paper.lines if line.field not in paper.columns]
    head = [labels[:1], *(labels[at : at + 2] for at in range(1, len(labels), 2))]
    columns = [line.label for line in paper.lines if line.field in paper.columns]
    page = letters.blank(paper, track)
    return forms.sheet(page, head=head, columns=columns, rows=_ROWS_OF_SHEET, notes=paper.notes)


def _banks(campaign: Campaign) -> Iterator[Blank]:
    """Annex 4: the template of question banks, the same for all tracks."""
    declared = [field for track in campaign.tracks for field in track.fields if field.type == "bank"]
    if declared:
        annex = next((_annex(rule.notice) for rule in declared[0].rules if rule.fact == "readable"), "")
        yield Blank("bank.xlsx", annex, phrases.say("blank.bank"), _bank)


def _bank() -> bytes:
    made = io.BytesIO()
    bank_books.write_template(made)
    return made.getvalue()


ROWS: tuple[Row, ...] = (_letters, _forms, _sheets, _banks)
