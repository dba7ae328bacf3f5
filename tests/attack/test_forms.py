"""Somebody sends what no page would send."""

import pytest
from django.urls import reverse

from office.audit import record_event

pytestmark = pytest.mark.django_db


def test_a_number_no_row_can_have_is_refused_in_words(as_user, cast):
    answer = as_user(cast.caseworker).post(reverse("casework:notice-draft"), {"recognitions": "9" * 20})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "query", [{"before": "²"}, {"before": "9" * 400}, {"until": "9999-12-31"}, {"since": "0001-01-01"}]
)
def test_the_audit_trail_reads_odd_addresses(as_user, cast, query):
    record_event("office.account.signed-in", by=cast.auditor, on=cast.auditor)
    assert as_user(cast.auditor).get(reverse("office:audit-list"), query).status_code == 200
