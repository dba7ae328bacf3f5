"""Declared relatives: entered on a page, ended on a page, and from then on out of every signature."""

import pytest
from django.urls import reverse

from casework.errors.pairing import HelperIsRelative
from casework.workflows.pairing import propose_pairing
from office import clock
from office.models import AuditEvent
from registry.models import RelativeDeclaration

pytestmark = pytest.mark.django_db


def declare(client, person, staff, relation="女婿"):
    address = reverse("registry:relative-list", args=[person.public_id])
    return client.post(address, {"staff_member": staff.pk, "relation": relation})


def test_a_declared_relative_is_not_paired_until_the_declaration_ends(cast, person, make_staff, sign_in):
    staff = make_staff("赵亲属")
    client = sign_in(cast.caseworker)
    assert declare(client, person, staff).status_code == 303
    terms = {"person": person, "helper": staff, "starts_on": clock.today(), "by": cast.caseworker}
    with pytest.raises(HelperIsRelative):
        propose_pairing(**terms)
    row = RelativeDeclaration.objects.get()
    ended = client.post(reverse("registry:relative-end", args=[person.public_id, row.public_id]))
    assert ended.status_code == 303
    assert propose_pairing(**terms).pk
    actions = AuditEvent.objects.filter(action__startswith="registry.relative").values_list("action", flat=True)
    assert set(actions) == {"registry.relative.declared", "registry.relative.ended"}


def test_the_same_relative_is_declared_once(cast, person, make_staff, sign_in):
    staff = make_staff("赵亲属")
    client = sign_in(cast.caseworker)
    declare(client, person, staff)
    again = declare(client, person, staff)
    assert again.status_code == 422
    assert "已经申报过" in again.content.decode()
    assert RelativeDeclaration.objects.count() == 1


def test_only_the_caseworker_declares_and_others_read(cast, person, make_staff, sign_in):
    assert declare(sign_in(cast.section_head), person, make_staff()).status_code == 403
    page = sign_in(cast.auditor).get(reverse("registry:relative-list", args=[person.public_id]))
    assert page.status_code == 200
    assert "没有申报过亲属" in page.content.decode()
    assert not RelativeDeclaration.objects.exists()
