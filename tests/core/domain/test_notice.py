"""The notice, line by line: every duty of its annexes is held by rules, or by something else that is named here.

A rule with `?` advises; one without must be kept. The numbers are those that the campaign's `notice` and `item` carry."""

import pytest

from core.domain import duties, moves, phrases
from core.domain.fieldtypes import TYPES
from tests.core.domain.made import campaign

PERSON = "named.is different.is craftsman_intros.is intro.covers? craftsman_videos.is? container.is frame.is landscape.is"
_STORED = "video_codec.one_of? pixel_format.one_of? audio_codec.one_of? fast_start.is?"
_SEEN = "sound.is? audible.is? visible.is? moving.is?"
PERSON = f"{PERSON} {_STORED} {_SEEN}"
FILM = "count.min different.is named.is readable.is container.is seconds.max frame.is landscape.is"
FILM = f"{FILM} {_STORED} {_SEEN}"
ABOUT_100 = "value.filled plain.is zi.min? zi.max? zi.max? zi.max"

# number: field of a track, and what is judged of it
SEALED = (
    "count.min readable.is format.one_of lit.is inked.is pixels.fits inert.is pages_unseen.max? sheet.is? bright.is? "
    "sharp.is? code_read.is? coloured.is? red_seal.is? code.is code_known.is? seal.is seal_kept.is? sheets.covers?"
)
RULES = {
    "A2.1": {"innovation.completers": f"count.min count.max {PERSON}"},
    "A2.2": {"innovation.first_completer_intro": "value.filled zi.max"},
    "A2.3": {"innovation.unit": "value.filled confirmed.is?"},
    "A2.4": {"innovation.phone": "value.filled valid.is"},
    "A2.5": {"innovation.superior_union": "value.filled confirmed.is?"},
    "A2.6": {"innovation.category": "value.filled"},
    "A2.7": {"innovation.papers": SEALED},
    "A2.8": {"innovation.title": f"{ABOUT_100} name.taken"},
    "A2.9": {"innovation.summary": "value.filled plain.is zi.max points.is? text.covers?"},
    "A2.10": {"innovation.industry": "value.filled"},
    "A2.11": {"innovation.background": ABOUT_100},
    "A2.12": {"innovation.goal": f"{ABOUT_100} figures.is figure_units.is?"},
    "A2.13": {"innovation.novelty": "value.filled plain.is zi.max points.is? text.covers?"},
    "A2.14": {"innovation.benefit": "value.filled plain.is zi.max points.is? text.covers?"},
    "A2.15": {
        "innovation.photos": "count.min different.is named.is readable.is format.is bytes.min bytes.max pixels.fits dpi.min"
        " titles.covers? alike.is? light.min? contrast.min? sharpness.min?"
    },
    "A2.16": {"innovation.videos": f"{FILM} titles.covers?"},
    "A2.17": {"innovation.bank": "count.min named.is questions.min titles.covers?"},
    "A2.18": {"innovation.audio": "value.filled? named.is? readable.is format.is?"},
    "A2.19": {"innovation.new_productive_force": "value.filled"},
    "A3.1": {
        "roadshow.reporting_unit": "value.filled confirmed.is?",
        "roadshow.contact": "value.filled plain.is zi.max",
        "roadshow.phone": "value.filled valid.is",
    },
    "A3.2": {
        "roadshow.course_title": "value.filled plain.is zi.max name.taken",
        "roadshow.submitting_unit": "value.filled confirmed.is?",
        "roadshow.completers": "count.min count.max named.is different.is",
        "roadshow.course_phone": "value.filled valid.is",
    },
    "A3.3": {"roadshow.seal": SEALED},
    "A3.4": {"roadshow.video": FILM},
    "A3.5": {
        "roadshow.tutor_intro": "value.filled plain.is zi.max",
        "roadshow.video_intro": "value.filled plain.is zi.max",
    },
    "A3.6": {"roadshow.bank": "count.min named.is questions.min"},
    "A3.7": {"roadshow.craftsmen": PERSON},
    **{
        number: {"innovation.bank": held, "roadshow.bank": held}
        for number, held in {
            "A4.1": "type.unknown",
            "A4.2": "stem.empty stem.repeated stem.alike?",
            "A4.3": "options.few options.gap answer.single answer.multiple answer.judgement",
            "A4.4": "options.same",
            "A4.5": "difficulty.unknown",
            "A4.6": "source.vague? source.beyond?",
            "A4.7": "readable.is header.missing table.missing columns.missing rows.left parts.left formula.read?",
        }.items()
    },
}

# Duties that no rule of a field can hold: who holds them, and why. What is named is looked up by the test below.
ELSEWHERE = {
    "N0": "campaign.category: the definitions stand with the choices; every worker may begin",
    "N1": "campaign.windows: when it may be submitted",
    "N2": "campaign.windows: when it may be submitted",
    "N3": "campaign.quotas: counted of a unit, not of an entry",
    "N4": "overview: what officers see, nothing that blocks",
    "N5": "door: the official account",
    "N6": "move.confirm: the unit union's act; on paper by move.confirm_on_paper",
    "N7": "move.return: the audit's act, with the campaign's correction_days",
    "N8": "move.approve: the certificate follows it",
    "N9": "track.starts_by: the unit union begins and recommends",
    "N10": "campaign.windows: in time is what was submitted here; names of files are made, not asked",
    "N11": "move.select: an expert panel's act",
    "N12": "door: the library, nothing to judge",
    "A1.1": "paper.authorisation: printed from the entry, so that nothing of it can be missing",
    "A1.2": "paper.commitment: printed from the entry; the seal is asked for by A2.7",
    "A1.3": "type.paper: a letter without our code passes and is compared by eye; one with a code must be this entry's",
    "A3.8": "campaign.mailbox: where and how the hand-over is mailed",
}
NUMBERS = (
    [f"N{n}" for n in range(13)]
    + [f"A1.{n}" for n in range(1, 4)]
    + [f"A2.{n}" for n in range(1, 20)]
    + [f"A3.{n}" for n in range(1, 9)]
    + [f"A4.{n}" for n in range(1, 8)]
)


def held():
    found = {}
    for row in duties.rows(campaign()):
        field, what = row["rule"].split(".", 1)
        mark = "?" if row["level"] == "advise" else ""
        found.setdefault(row["notice"], {}).setdefault(f"{row['track']}.{field}", []).append(what + mark)
    return {
        number: {field: " ".join(whats) for field, whats in rows.items()} for number, rows in found.items()
    }


def test_every_number_of_the_notice_is_held_or_has_a_reason():
    assert sorted([*RULES, *ELSEWHERE]) == sorted(NUMBERS)


@pytest.mark.parametrize("number", sorted(RULES))
def test_what_is_judged_of_each_item(number):
    expected = {field: sorted(whats.split()) for field, whats in RULES[number].items()}
    assert {field: sorted(whats.split()) for field, whats in held()[number].items()} == expected


def test_nothing_is_judged_that_the_notice_does_not_number():
    assert set(held()) == set(RULES)


def test_who_holds_the_other_duties_exists():
    made = campaign()
    assert {window.notice for window in made.windows} == {"N1", "N2", "N10"}
    assert {quota.notice for quota in made.quotas} == {"N3"}
    papers = {paper.key: paper.notice for track in made.tracks for paper in track.papers}
    assert papers == {"authorisation": "A1.1", "commitment": "A1.2", "sheet": "A3.3"}
    assert made.by_key["roadshow"].starts_by == "unit"
    assert made.mailbox
    acts = {act for table in moves.TABLES.values() for _, act in table}
    assert {"confirm", "confirm_on_paper", "return", "approve", "select"} <= acts


def test_every_row_has_a_sentence_of_its_own_kind():
    for row in duties.rows(campaign()):
        assert phrases.exists(row["says"]), row


def test_every_fact_of_a_rule_is_measured_by_its_type():
    for track in campaign().tracks:
        for field in track.fields:
            assert {rule.fact for rule in field.rules} <= TYPES[field.type].facts
