"""The year of greetings: when the occasion next falls, and what that year's times a year count."""

from datetime import date

import pytest
from django.urls import reverse

from funds.errors import NotEntitled, OccasionYearWrong
from office import clock
from office.occasions import year_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("occasion", "today", "year"),
    [
        ("spring_festival", date(2026, 11, 20), 2027),
        ("spring_festival", date(2026, 2, 17), 2026),
        ("spring_festival", date(2026, 2, 18), 2027),
        ("double_ninth", date(2026, 10, 18), 2026),
        ("double_ninth", date(2026, 10, 19), 2027),
        ("national_day", date(2026, 9, 30), 2026),
        ("winter", date(2026, 12, 20), 2026),
    ],
)
def test_an_occasion_is_of_the_year_in_which_it_next_falls(occasion, today, year):
    assert year_of(occasion, today) == year


def test_a_plan_made_in_november_is_one_of_next_years(source, make_person, walk):
    person = make_person("王秀英")
    with clock.at(date(2026, 2, 1)):
        this = walk.submit(walk.plan(source, [person]))
        assert this.occasion_text == "2026年春节"
        with pytest.raises(NotEntitled, match="2026年春节已列入 1 次"):
            walk.submit(walk.plan(source, [person]))
    with clock.at(date(2026, 11, 20)):
        assert walk.submit(walk.plan(source, [person])).occasion_text == "2027年春节"
        with pytest.raises(NotEntitled, match="2027年春节已列入 1 次"):
            walk.submit(walk.plan(source, [person]))


def test_greetings_are_for_this_year_or_the_next(source, make_person, walk):
    with pytest.raises(OccasionYearWrong, match="2028"):
        walk.plan(source, [make_person()], occasion_year=2028)
    assert walk.plan(source, [make_person()], occasion_year=2027).occasion_year == 2027
    assert walk.draft(source, make_person()).occasion_year is None


def test_the_form_takes_the_year_and_the_page_shows_it(sign_in, cast, source, make_person):
    person = make_person("王秀英")
    values = {"title": "春节慰问", "aid_kind": "greeting_money", "occasion": "spring_festival", "act": "save"}
    values |= {"source": source.public_id, "occasion_year": "2027", "listed": person.public_id}
    values |= {"pick": person.public_id, f"amount-{person.public_id}": "500"}
    client = sign_in(cast.caseworker)
    answer = client.post(reverse("funds:plan-new"), values)
    assert answer.status_code == 303
    assert "2027年春节" in client.get(answer.url).content.decode()
