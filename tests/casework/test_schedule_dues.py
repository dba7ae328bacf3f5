"""What is due for whom, by the rules alone: no database."""

from datetime import date

import pytest

from casework.choices.schedule import DueKind
from casework.schedule.dues import schedule_of
from casework.schedule.facts import Known, Numbers, Stay
from casework.schedule.numbers import CODES
from casework.schedule.occasions import birthdays
from casework.schedule.words import cause_words
from office.policy import EVER, SHIPPED, InForce

TODAY = date(2026, 11, 23)
YOUNG = date(1966, 5, 20)


def numbers(**values) -> Numbers:
    return Numbers({code: InForce(values.get(code, SHIPPED[code].value), EVER, "系统默认") for code in CODES})


def dues(today=TODAY, *, rules=None, **facts):
    """Return (kind, cause) → due date."""
    known = Known(**({"since": date(2026, 1, 1), "birth_date": YOUNG} | facts))
    return {(due.kind, due.cause): due.due_on for due in schedule_of(known, rules or numbers(), today).dues}


def test_each_kind_has_one_due_date_of_the_strictest_rhythm():
    everything = {"alone_since": date(2020, 1, 1), "ill_since": date(2020, 1, 1), "birth_date": date(1940, 5, 20)}
    found = dues(last_contact_on=date(2026, 10, 8), last_visit_on=date(2026, 2, 2), **everything)
    rhythms = {key: day for key, day in found.items() if key[1] in ("general", "aged", "old", "alone", "ill")}
    assert rhythms == {("contact", "ill"): date(2027, 3, 31), ("visit", "ill"): date(2026, 12, 31)}


def test_who_lives_far_away_is_rung_up_each_month_and_not_visited_by_rhythm():
    away = {"away_since": date(2020, 1, 1), "birth_date": date(1940, 5, 20), "last_contact_on": date(2026, 11, 3)}
    assert dues(**away) == {("contact", "away"): date(2026, 12, 31), ("contact", "spring_festival"): date(2027, 2, 5)}
    visited = dues(rules=numbers(away_excuses_visits=0), **away)
    assert visited["visit", "old"] == date(2026, 6, 30) and ("visit", "spring_festival") in visited


def test_nobody_is_late_for_what_did_not_yet_apply():
    fell_ill = dues(last_visit_on=date(2024, 1, 5), last_contact_on=date(2026, 10, 8), ill_since=date(2026, 11, 1))
    assert fell_ill["visit", "ill"] == date(2026, 12, 31)
    turned = dues(birth_date=date(1946, 11, 20), last_visit_on=date(2025, 1, 5), last_contact_on=date(2026, 10, 8))
    assert turned["visit", "old"] == date(2026, 12, 31)


@pytest.mark.parametrize(
    "visited, due",
    [(None, date(2026, 11, 13)), (date(2026, 11, 12), date(2026, 12, 12)), (date(2026, 11, 9), date(2026, 11, 13))],
)
def test_a_stay_asks_for_a_visit_soon_and_then_every_month(visited, due):
    stay = Stay(date(2026, 11, 10), None)
    assert dues(stays=[stay], last_visit_on=visited)["visit", "stay"] == due


def test_what_happened_asks_for_one_contact_and_is_left_in_the_end():
    home = {"stays": [Stay(date(2026, 11, 2), date(2026, 11, 16))]}
    assert dues(**home)["contact", "discharge"] == date(2026, 11, 23)
    assert ("contact", "discharge") not in dues(contacts=[(date(2026, 11, 17), "call")], **home)
    assert ("contact", "discharge") in dues(date(2026, 12, 23), **home)
    assert ("contact", "discharge") not in dues(date(2026, 12, 24), **home)
    assert dues(is_survivor=True, bereaved_on=date(2026, 11, 20))["visit", "bereaved"] == date(2026, 11, 27)
    assert dues(retired_on=date(2026, 11, 20))["contact", "retired"] == date(2026, 11, 30)


def test_occasions_concern_whom_they_concern():
    day = date(2026, 6, 20)
    assert dues(day)["contact", "mid_autumn"] == date(2026, 9, 24)
    for fact, cause, due in (
        ("is_party_member", "party_day", date(2026, 6, 30)),
        ("is_veteran", "army_day", date(2026, 7, 31)),
    ):
        assert ("contact", cause) not in dues(day) and dues(day, **{fact: True})["contact", cause] == due
    assert dues(day, alone_since=date(2020, 1, 1))["visit", "summer"] == date(2026, 7, 31)
    assert ("visit", "summer") not in dues(day)
    assert dues(is_survivor=True)["contact", "new_year"] == date(2026, 12, 31)
    assert not {cause for _, cause in dues(rules=numbers(occasion_spring_festival_days=0))} & {"spring_festival"}


def test_an_occasion_is_kept_by_a_contact_of_its_kind_within_its_window():
    day = date(2027, 1, 25)
    too_early_and_only_rung_up = [(date(2027, 1, 6), "visit"), (date(2027, 1, 20), "call")]
    assert ("visit", "spring_festival") in dues(day, contacts=too_early_and_only_rung_up)
    assert ("visit", "spring_festival") not in dues(day, contacts=[(date(2027, 1, 7), "visit")])
    assert ("visit", "spring_festival") in dues(date(2027, 3, 7))
    assert ("visit", "spring_festival") not in dues(date(2027, 3, 8))


def test_birthdays_go_by_the_sun_or_by_the_moon():
    def kept(year, **facts):
        return list(birthdays(Known(since=TODAY, **facts), year))

    assert kept(2027, birth_date=date(1944, 2, 29)) == [(date(2027, 3, 1), 83)]
    moon = {"birth_date": date(1945, 1, 2), "keeps_lunar_birthday": True}  # the 19th of the 11th month of 1944
    assert kept(2026, **moon) == [(date(2026, 1, 7), 81), (date(2026, 12, 27), 82)]
    assert kept(2026, birth_date=date(1945, 1, 1), has_birthday=False) == []
    assert ("visit", "birthday") not in dues(date(2026, 5, 15), birth_date=date(1957, 5, 20))
    assert dues(date(2026, 5, 15), birth_date=date(1956, 5, 20))["visit", "birthday"] == date(2026, 5, 20)
    assert dues(date(2026, 5, 15), birth_date=date(1941, 5, 20))["visit", "birthday"] == date(2026, 5, 20)


def test_the_last_fifth_of_a_window_is_amber():
    known = Known(since=TODAY, birth_date=YOUNG)
    (due,) = (due for due in schedule_of(known, numbers(), TODAY).dues if due.cause == "general")
    assert (due.kind, due.opens_on, due.amber_on, due.due_on) == (
        DueKind.CONTACT,
        date(2026, 10, 1),
        date(2026, 12, 13),
        date(2026, 12, 31),
    )


def test_an_illness_is_named_to_those_alone_who_may_read_of_it():
    assert cause_words("ill", illness=True) == "患重病"
    assert cause_words("ill", illness=False) == "重点联系对象"
