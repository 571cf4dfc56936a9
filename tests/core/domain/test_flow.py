"""What is asked next, and how far an entry is."""

import pytest

from core.domain import flow
from core.domain.fieldtypes import NOTHING
from core.domain.findings import Finding
from tests.core.domain.made import SECOND, campaign

TRACK = campaign().by_key["innovation"]
ASKED = [
    "title", "category", "industry", "new_productive_force", "completers", "first_completer_intro", "unit", "phone",
    "superior_union", "background", "goal", "novelty", "benefit", "summary", "photos", "videos", "bank", "audio", "papers",
]  # fmt: skip


def key_of(field):
    return field.key if field else None


def test_the_order_asked():
    assert list(TRACK.asked) == ASKED


@pytest.mark.parametrize(
    ("answers", "skipped", "following"),
    [
        ({}, (), "title"),
        ({"title": "刀具"}, (), "category"),
        ({"title": ""}, (), "title"),
        ({"title": "刀具"}, ("category",), "industry"),
        ({**dict.fromkeys(ASKED, "有"), "new_productive_force": False}, (), None),  # no is an answer
        ({key: "有" for key in ASKED if key != "benefit"}, (), "benefit"),
        ({key: "有" for key in ASKED if key not in ("benefit", "summary")}, ("benefit",), "summary"),
        ({}, tuple(ASKED), None),
    ],
)
def test_next_field(answers, skipped, following):
    assert key_of(flow.next_field(TRACK, answers, skipped=skipped)) == following


@pytest.mark.parametrize(
    ("key", "previous"), [("title", None), ("category", "title"), ("summary", "benefit"), (None, "papers")]
)
def test_before(key, previous):
    assert key_of(flow.before(TRACK, key)) == previous


def test_an_empty_entry_misses_all_that_is_required_in_the_order_asked():
    findings = flow.check(TRACK, {}, known=NOTHING)
    required = [key for key in ASKED if key != "audio"]
    assert [f.field_key for f in findings] == ASKED
    assert flow.progress(TRACK, findings) == flow.Progress(0, 18, tuple(required))


def test_advice_holds_nobody_up():
    findings = [
        Finding("title.zi.max", "advise", "rule.zi.max.about"),
        Finding("audio.value.filled", "advise", "x"),
    ]
    done = flow.progress(TRACK, findings)
    assert (done, done.is_complete) == (flow.Progress(18, 18, ()), True)


def test_a_fault_in_what_was_not_required_is_missing_too():
    done = flow.progress(TRACK, [Finding("audio.readable.is", "must", "fault.unreadable")])
    assert (done, done.is_complete) == (flow.Progress(18, 18, ("audio",)), False)


def test_another_campaign_asks_its_own():
    track = campaign(SECOND).by_key["idea"]
    assert flow.progress(track, flow.check(track, {"effect": "省电"}, known=NOTHING)) == flow.Progress(
        1, 9, ("title", "category", "summary", "unit", "completers", "phone", "photos", "papers")
    )
