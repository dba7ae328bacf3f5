"""The bureau's own route of recognition, through its pages."""

import pytest
from django.urls import reverse

from casework.models import RecognitionRoute
from tests.casework.recognise import submitted

pytestmark = pytest.mark.django_db
TODAY = "2026-11-23"


@pytest.fixture(autouse=True)
def _on_a_day():
    from datetime import date

    from office import clock

    with clock.at(date(2026, 11, 23)):
        yield


def values(*sorts):
    rows = {f"steps-{number}-sort": sort for number, sort in enumerate(sorts)}
    titles = {f"steps-{number}-title": "" for number in range(len(sorts))}
    numbers = {"steps-TOTAL_FORMS": len(sorts), "steps-INITIAL_FORMS": 0}
    return {"holds_from": TODAY, "document": "局党委会5号"} | numbers | rows | titles


def test_a_route_of_recognition_is_proposed_and_confirmed(sign_in, cast, person):
    answer = sign_in(cast.section_head).post(reverse("casework:route-propose"), values("opinion", "head", "leader"))
    assert answer.status_code == 303
    route = RecognitionRoute.objects.get()
    home = sign_in(cast.bureau_leader).get("/").content.decode()
    assert "待确认的认定流程" in home
    decide = reverse("casework:route-decide", args=[route.public_id])
    assert sign_in(cast.bureau_leader).post(decide, {"decision": "confirm"}).status_code == 303
    steps = [step.role for step in submitted(person, cast).steps.order_by("order")]
    assert steps == ["branch_secretary", "section_head", "bureau_leader"]


def test_a_route_nobody_signs_is_refused(sign_in, cast):
    answer = sign_in(cast.section_head).post(reverse("casework:route-propose"), values("opinion", "meeting"))
    assert answer.status_code == 422
    assert "没有人签批" in answer.content.decode()
    assert not RecognitionRoute.objects.exists()


def test_the_page_shows_the_shipped_route_until_there_is_an_own_one(sign_in, cast):
    text = sign_in(cast.auditor).get(reverse("casework:route-list")).content.decode()
    assert "系统默认的流程" in text and "党支部意见" in text
    assert "提出新流程" not in text
