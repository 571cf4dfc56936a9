"""Working days of those who answer 人工: weekends, public holidays, weekends that are worked for them."""

from datetime import date

import pytest

from core.domain import loading, office_days
from core.domain.declaration import Contact
from tests.running import ROOT

TEXT = (ROOT / "campaigns/2024-anhui.toml").read_text("utf-8")
CONTACT = loading.load(TEXT).contact


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ((2024, 5, 10), (2024, 5, 11)),  # a Friday before a Saturday that is worked
        ((2024, 5, 11), (2024, 5, 13)),
        ((2024, 5, 17), (2024, 5, 20)),
        ((2024, 6, 7), (2024, 6, 11)),  # 端午: Monday is off
        ((2024, 6, 9), (2024, 6, 11)),
        ((2024, 6, 28), (2024, 7, 1)),
        ((2024, 9, 13), (2024, 9, 14)),
        ((2024, 9, 14), (2024, 9, 18)),
        ((2024, 9, 30), (2024, 10, 8)),
    ],
)
def test_an_answer_is_due_on_the_next_day_that_is_worked(asked, answered):
    assert office_days.after(date(*asked), CONTACT) == date(*answered)


def test_without_holidays_it_is_the_week_and_with_no_day_the_same_day():
    assert office_days.after(date(2024, 6, 7), Contact(days=2)) == date(2024, 6, 11)
    assert office_days.after(date(2024, 6, 8), Contact(days=0)) == date(2024, 6, 8)


@pytest.mark.parametrize(
    ("said", "place", "sentence"),
    [
        ('off = ["6月10日"]', "contact.off", "应当是一组日期，例如 [2024-06-10]"),
        ("off = 2024-06-10", "contact.off", "应当是一组日期，例如 [2024-06-10]"),
        ("off = [2024-06-10T00:00:00]", "contact.off", "应当是一组日期，例如 [2024-06-10]"),
        ("off = [2024-06-08]", "contact.off[2024-06-08]", "本来就是周末，不用写"),
        ("working = [2024-06-10]", "contact.working[2024-06-10]", "本来就是工作日，不用写"),
    ],
)
def test_mistakes_are_told_with_their_place(said, place, sentence):
    key = said.split(" = ")[0]
    line = next(line for line in TEXT.splitlines() if line.startswith(f"{key} = ["))
    with pytest.raises(loading.Faulty) as faulty:
        loading.load(TEXT.replace(line, said))
    assert [(one.place, one.sentence) for one in faulty.value.mistakes] == [(place, sentence)]
