"""The money of a round of greetings, read through casework's place."""

from datetime import date

import pytest
from django.urls import reverse

from casework.workflows import duties
from casework.workflows.duties import Who
from office import clock

pytestmark = pytest.mark.django_db


def test_a_round_shows_the_plans_of_its_occasion_to_who_may_see_money(cast, sign_in, source, make_person, walk):
    plan = walk.plan(source, [make_person("甲"), make_person("乙")], occasion="spring_festival")
    today = clock.today()
    terms = {"kind": "round", "occasion": "spring_festival", "starts_on": today, "due_on": date(today.year + 1, 3, 1)}
    duty = duties.open_duty(title="慰问", year=plan.occasion_year, who=Who(), by=cast.caseworker, **terms)
    page = sign_in(cast.caseworker).get(reverse("casework:duty-page", args=[duty.public_id])).content.decode()
    assert plan.document_number in page and "2 人,1,000.00 元,每人 500.00 元" in page
    assert reverse("funds:aid-page", args=[plan.public_id]) in page
    next_year = duties.open_duty(title="慰问", year=plan.occasion_year + 1, who=Who(), by=cast.caseworker, **terms)
    page = sign_in(cast.caseworker).get(reverse("casework:duty-page", args=[next_year.public_id])).content.decode()
    assert plan.document_number not in page
