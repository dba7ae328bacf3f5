"""Somebody sends what no page would send."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from casework.forms.reviews import ManyForm
from office.audit import record_event
from registry.errors import ReportTooEarly
from registry.situation_report import read_report

pytestmark = pytest.mark.django_db


def test_a_number_no_row_can_have_is_refused_in_words(as_user, cast):
    answer = as_user(cast.caseworker).post(reverse("casework:notice-draft"), {"recognitions": "9" * 20})
    assert answer.status_code == 422


@pytest.mark.parametrize("version", ["9" * 20, "-1"])
def test_a_version_no_row_can_have_was_changed_meanwhile(as_user, cast, branch, version):
    url = reverse("office:branch-edit", args=[branch.public_id])
    answer = as_user(cast.caseworker).post(url, {"name": "离退休支部", "version": version})
    assert answer.status_code == 422 and "改过" in answer.content.decode()


def test_a_tick_with_a_version_no_number_can_be_picks_nobody():
    assert ManyForm(QueryDict(f"pick=abc:{'9' * 5000}&pick=def:2")).picked() == [("def", 2)]


@pytest.mark.parametrize("day", ["0001-01-01", "1949-12-31"])
def test_figures_of_a_day_before_there_were_any_are_refused_in_words(as_user, cast, day):
    client = as_user(cast.caseworker)
    assert "1950" in client.get(reverse("registry:situation"), {"as_of": day}).content.decode()
    assert client.post(reverse("registry:situation-json"), {"as_of": day}).status_code < 500
    with pytest.raises(ReportTooEarly):
        read_report(as_of=date.fromisoformat(day), compared_with=None, bureau=None, by=cast.caseworker)


@pytest.mark.parametrize(
    "query", [{"before": "²"}, {"before": "9" * 400}, {"until": "9999-12-31"}, {"since": "0001-01-01"}]
)
def test_the_audit_trail_reads_odd_addresses(as_user, cast, query):
    record_event("office.account.signed-in", by=cast.auditor, on=cast.auditor)
    assert as_user(cast.auditor).get(reverse("office:audit-list"), query).status_code == 200
