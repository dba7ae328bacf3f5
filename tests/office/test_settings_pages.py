"""Settings: staff, branches, policy numbers, holiday plans, accounts and the audit trail, through the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from office import audit, clock, policy
from office.forms.settings import BureauForm
from office.models import AuditEvent, HolidayPlan, PolicyNumber, StaffMember, User
from office.roles import Role

pytestmark = pytest.mark.django_db


def staff_values(**values):
    usual = {"name": "何素梅", "staff_no": "A1", "section": "人事教育股", "post": "staff", "serving_from": "2010-01-01"}
    return usual | values


def test_a_caseworker_adds_a_staff_member(cast, sign_in):
    response = sign_in(cast.caseworker).post(reverse("office:staff-create"), staff_values())
    assert response.status_code == 303
    staff = StaffMember.objects.get(staff_no="A1")
    assert (staff.name, staff.initials, staff.bureau) == ("何素梅", "hsm", cast.caseworker.bureau)
    assert AuditEvent.objects.filter(action="office.staffmember.created").count() == 1


def test_a_stale_staff_form_is_refused_and_overwrites_nothing(cast, sign_in, make_staff):
    staff = make_staff("吴长庚", section="征管股")
    client = sign_in(cast.caseworker)
    address = reverse("office:staff-edit", args=[staff.public_id])
    first = staff_values(name="吴长庚", staff_no="B1", section="办公室", version=staff.version)
    assert client.post(address, first).status_code == 303
    response = client.post(address, first | {"section": "财务股"})
    assert response.status_code == 422
    assert "刚刚被别人改过" in response.content.decode()
    staff.refresh_from_db()
    assert staff.section == "办公室"


@pytest.mark.parametrize("version", [None, "", "abc", "0", "99999999999999999999"])
def test_a_form_without_the_version_it_was_shown_saves_nothing(cast, sign_in, make_staff, branch, bureau, version):
    """Rule: R-586."""
    staff = make_staff("吴长庚", section="征管股")
    client = sign_in(cast.caseworker)
    posts = [
        (reverse("office:staff-edit", args=[staff.public_id]), staff_values(name="吴天", staff_no="B1"), staff),
        (reverse("office:branch-edit", args=[branch.public_id]), {"name": "改了名的支部"}, branch),
        (reverse("office:bureau-edit"), model_to_dict(bureau, BureauForm.Meta.fields) | {"name": "改了名的局"}, bureau),
    ]
    for url, values, record in posts:
        name, sent = record.name, values if version is None else values | {"version": version}
        response = client.post(url, sent)
        assert (response.status_code, "刚刚被别人改过" in response.content.decode()) == (422, True), url
        record.refresh_from_db()
        assert record.name == name


def test_serving_dates_in_the_wrong_order_are_named(cast, sign_in):
    values = staff_values(serving_from="2020-01-01", serving_to="2010-01-01")
    response = sign_in(cast.caseworker).post(reverse("office:staff-create"), values)
    assert response.status_code == 422
    assert "在职止不能早于在职起" in response.content.decode()


def test_a_number_is_proposed_by_the_head_and_holds_once_a_leader_confirmed_it(cast, sign_in):
    client = sign_in(cast.section_head)
    values = {
        "code": "section_head_band_yuan",
        "value": "3000",
        "holds_from": "2026-01-01",
        "note": "局办发〔2026〕1号",
    }
    assert client.post(reverse("office:policy-propose"), values).status_code == 303
    number = PolicyNumber.objects.get()
    bureau, day = cast.section_head.bureau, date(2026, 6, 1)
    assert policy.number("section_head_band_yuan", bureau=bureau, on=day) == 5000
    decide = reverse("office:policy-decide", args=[number.public_id])
    assert client.post(decide, {"decision": "confirm"}).status_code == 403
    assert sign_in(cast.bureau_leader).post(decide, {"decision": "confirm"}).status_code == 303
    assert policy.number("section_head_band_yuan", bureau=bureau, on=day) == Decimal(3000)
    assert policy.number("section_head_band_yuan", bureau=bureau, on=date(2025, 12, 31)) == 5000


def test_a_refusal_needs_a_reason(cast, sign_in):
    sign_in(cast.section_head).post(
        reverse("office:policy-propose"),
        {"code": "aged_years", "value": "75", "holds_from": "2026-01-01", "note": "会议"},
    )
    number = PolicyNumber.objects.get()
    client = sign_in(cast.bureau_leader)
    client.post(reverse("office:policy-decide", args=[number.public_id]), {"decision": "refuse"})
    number.refresh_from_db()
    assert number.refused_reason == ""


def test_the_administrator_types_in_a_holiday_plan(cast, sign_in):
    from office import workdays

    client = sign_in(cast.administrator)
    page = reverse("office:plan-edit", args=[2027])
    wrong = client.post(page, {"source": "国办发明电〔2026〕1号", "days": "2027-01-01 休息 元旦"})
    assert wrong.status_code == 422
    assert "第 1 行" in wrong.content.decode()
    typed = {"source": "国办", "days": "2027-01-01 放假 元旦\n2027-01-09 上班"}
    read = client.post(page, typed | {"act": "check"}).content.decode()
    assert "2027年1月1日 星期五" in read and "2027年1月9日 星期六" in read
    assert not HolidayPlan.objects.filter(year=2027).exists()
    assert client.post(page, typed | {"act": "save"}).status_code == 303
    assert not workdays.is_working_day(date(2027, 1, 1))
    assert workdays.is_working_day(date(2027, 1, 9))


def test_an_account_is_made_with_a_password_shown_once_that_must_be_changed(cast, sign_in, client):
    values = {"username": "newhead", "name": "赵新", "bureau": cast.caseworker.bureau_id, "roles": ["section_head"]}
    response = sign_in(cast.administrator).post(reverse("office:account-create"), values)
    user = User.objects.get(username="newhead")
    assert user.roles == {Role.SECTION_HEAD}
    assert user.check_password(response.context["first_password"])
    assert sign_in(user).get("/").url == reverse("password_change")


@pytest.mark.parametrize("roles", [["auditor", "finance"], ["administrator", "caseworker"]])
def test_auditor_and_administrator_hold_no_other_role(cast, sign_in, roles):
    values = {"username": "both", "name": "双", "bureau": cast.caseworker.bureau_id, "roles": roles}
    response = sign_in(cast.administrator).post(reverse("office:account-create"), values)
    assert response.status_code == 422
    assert "不能兼任" in response.content.decode()
    assert not User.objects.filter(username="both").exists()


def test_a_closed_account_is_out_with_its_next_request(cast, sign_in, client):
    from django.test import Client

    other = Client()
    other.force_login(cast.finance, backend="office.backends.AccountBackend")
    assert other.get("/").status_code == 200
    sign_in(cast.administrator).post(reverse("office:account-switch", args=[cast.finance.username]))
    assert other.get("/").status_code == 302


def test_a_role_taken_away_counts_with_the_next_request(cast, sign_in):
    client = sign_in(cast.section_head)
    assert client.get(reverse("office:audit-list")).status_code == 200
    cast.section_head.groups.clear()
    assert client.get(reverse("office:audit-list")).status_code == 403


def test_the_audit_page_pages_by_number_and_keeps_to_the_bureau(cast, sign_in):
    for number in range(60):
        audit.record_event("office.headcount.saved", by=cast.caseworker, summary=f"第{number}次")
    client = sign_in(cast.auditor)
    first = client.get(reverse("office:audit-list"))
    assert len(first.context["events"]) == 50
    older = client.get(reverse("office:audit-list") + first.context["older"])
    assert len(older.context["events"]) == AuditEvent.objects.count() - 50
    assert "登记在职人数" in first.content.decode()


def test_the_chain_names_a_changed_event(cast):
    from django.db import connection

    from office import triggers

    audit.record_event("office.headcount.saved", by=cast.caseworker, summary="一")
    audit.record_event("office.headcount.saved", by=cast.caseworker, summary="二")
    assert audit.seal_events() == 2
    assert audit.seal_events() == 0
    assert audit.verify_chains() == []
    triggers.remove(connection, "office_auditevent")
    AuditEvent.objects.filter(summary="一").update(summary="改")
    triggers.install(connection, "office_auditevent")
    assert any("封存后被改动过" in fault for fault in audit.verify_chains())


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_the_audit_trail(cast, act):
    from django.db import DatabaseError, transaction

    event = audit.record_event("office.headcount.saved", by=cast.caseworker)
    rows = AuditEvent.objects.filter(pk=event.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(summary="改") if act == "update" else rows.delete()
    assert AuditEvent.objects.get(pk=event.pk).summary == ""


@pytest.mark.parametrize(("today", "told"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_from_november_the_administrator_is_told_of_the_plan_that_is_missing(cast, sign_in, today, told):
    with clock.at(today):
        assert ("2027 年的放假安排还没有录入" in sign_in(cast.administrator).get("/").content.decode()) is told
        assert "放假安排还没有录入" not in sign_in(cast.section_head).get("/").content.decode()
