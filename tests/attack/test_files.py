"""Files that attack whoever opens them, and a person who goes while something is entered for them."""

import pytest
from django.urls import reverse

from casework.models import Pairing
from casework.workflows.pairing import propose_pairing
from office import clock
from office.errors import ChangedMeanwhile
from registry.choices import PaperKind
from registry.models import Person
from registry.scans import Scan
from registry.workflows.papers import add_paper
from registry.workflows.withdrawals import withdraw_person

pytestmark = pytest.mark.django_db


def test_a_file_is_saved_never_shown_and_gets_nothing_of_the_site(as_user, cast, person):
    scan = Scan(b"%PDF-1.4\n%%EOF", "application/pdf")
    paper = add_paper(person=person, kind=PaperKind.HONOUR, title="证书", scan=scan, by=cast.caseworker)
    addresses = [
        reverse("registry:paper-file", args=[person.public_id, paper.public_id]),
        reverse("registry:import-template"),
        reverse("casework:pairing-template"),
    ]
    for url in addresses:
        headers = as_user(cast.caseworker).get(url).headers
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'", url
        assert headers["Content-Disposition"].startswith("attachment"), url
        assert headers["X-Content-Type-Options"] == "nosniff" and "no-store" in headers["Cache-Control"], url


def test_nobody_is_paired_who_was_withdrawn_meanwhile(cast, person):
    seen = Person.objects.get(pk=person.pk)
    withdraw_person(person=person, reason="登记错误", by=cast.second_caseworker)
    helper = cast.helper.staff_member
    with pytest.raises(ChangedMeanwhile):
        propose_pairing(person=seen, helper=helper, starts_on=clock.today(), by=cast.caseworker)
    assert not Pairing.objects.exists()
