"""Support plans and service arrangements: fields by kind, start, change, end, expiry, what follows a death."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from casework.choices.services import SPECS, ServiceKind, Sort
from casework.errors import services as errors
from casework.forms.services import OWN, ServiceForm
from casework.models import ServiceArrangement, SupportPlan
from casework.services import checked, in_words
from casework.workflows import services as workflows
from office import clock
from office.errors import ChangedMeanwhile, Refused
from registry.errors import StillUsed
from registry.models import Person
from registry.workflows.deaths import reverse_death
from registry.workflows.life import record_death
from registry.workflows.merges import merge_people

TODAY = date(2026, 11, 23)
CARE = {"by": "钟点工", "slots": "每周三上午", "payer": "本人", "cost": "600"}


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


def start(person, cast, kind="housekeeping", details=CARE, **values):
    terms = workflows.Terms(**{"provider": "安心家政", "starts_on": TODAY, "details": details} | values)
    return workflows.start_service(person=person, kind=kind, terms=terms, by=cast.caseworker)


def filled(kind):
    """Return something for every field of a kind."""
    given = {Sort.YUAN: "100", Sort.DATE: "2026-11-01", Sort.TEXT: "某某"}
    made = {field.name: given.get(field.sort) or field.choices[0] for field in SPECS[kind].fields}
    return {
        field.name: [made[field.name]] if field.sort == Sort.SEVERAL else made[field.name]
        for field in SPECS[kind].fields
    }


@pytest.mark.parametrize("kind", ServiceKind)
def test_each_kind_asks_for_its_own_fields(kind):
    details = filled(kind)
    posted = {"provider": "某处", "starts_on": "2026-11-01"} | {OWN + name: value for name, value in details.items()}
    form = ServiceForm(posted, kind=kind)
    assert form.is_valid(), form.errors
    assert set(checked(kind, form.terms().details)) == set(details)
    for field in SPECS[kind].fields:
        if field.required:
            with pytest.raises(errors.ServiceIncomplete):
                checked(kind, {name: value for name, value in details.items() if name != field.name})
    with pytest.raises(errors.ServiceIncomplete):
        checked(kind, details | {"colour": "红"})


def test_a_notarised_agreement_names_the_notary():
    details = filled(ServiceKind.KIN) | {"state": "已公证", "notary": ""}
    with pytest.raises(errors.ServiceIncomplete):
        checked(ServiceKind.KIN, details)


def test_a_grandchilds_name_is_for_who_works_with_minors(cast):
    told = {
        user: in_words(ServiceKind.GRANDCHILD, filled("grandchild"), getattr(cast, user))
        for user in ("caseworker", "bureau_leader")
    }
    assert len(told["caseworker"]) == 3 and [fact.label for fact in told["bureau_leader"]] == ["扶持方式"]


def test_start_change_end_and_the_line_before_it_runs_out(cast, person, sign_in):
    service = start(person, cast, ends_on=TODAY + timedelta(days=20))
    page = sign_in(cast.caseworker)
    assert "快到期的服务安排" in page.get(reverse("home")).content.decode()
    url = reverse("casework:service-list")
    assert page.get(url, {"show": "expiring"}).context["page"].paginator.count == 1
    longer = workflows.Terms("安心家政", TODAY, TODAY + timedelta(days=365), CARE | {"cost": "700"})
    kwargs = {"service_id": service.pk, "version": service.version, "terms": longer, "by": cast.caseworker}
    workflows.change_service(**kwargs)
    with pytest.raises(ChangedMeanwhile):
        workflows.change_service(**kwargs)
    assert page.get(url, {"show": "expiring"}).context["page"].paginator.count == 0
    workflows.end_service(service_id=service.pk, reason="已搬去子女家", by=cast.caseworker)
    with pytest.raises(errors.AlreadyEnded):
        workflows.end_service(service_id=service.pk, reason="再结束一次", by=cast.caseworker)
    assert service.history.count() == 3
    detail = page.get(reverse("casework:service-detail", args=[service.public_id])).content.decode()
    assert "已搬去子女家" in detail and "700.00 元" in detail
    told = page.get(reverse("registry:person-timeline", args=[person.public_id])).content.decode()
    assert "开始:家政陪护" in told and "结束:家政陪护" in told


def test_there_is_no_tab_until_there_is_a_service(cast, person, sign_in):
    page = sign_in(cast.caseworker)
    assert "/casework/services/" not in page.get(reverse("casework:need-list")).content.decode()
    start(person, cast)
    assert "/casework/services/" in page.get(reverse("casework:need-list")).content.decode()


def test_one_plan_in_force_reviewed_signed_and_ended(cast, person):
    terms = {"person": person, "goals": "按时吃饭", "in_charge": cast.helper.staff_member, "by": cast.caseworker}
    plan = workflows.open_plan(review_on=TODAY + timedelta(days=30), **terms)
    with pytest.raises(errors.PlanExists):
        workflows.open_plan(review_on=TODAY + timedelta(days=30), **terms)
    with clock.at(TODAY + timedelta(days=30)):
        assert list(SupportPlan.objects.to_review(clock.today())) == [plan]
        next_on = clock.today() + timedelta(days=90)
        workflows.review_plan(plan_id=plan.pk, review="体重回升", review_on=next_on, by=cast.caseworker)
        assert not SupportPlan.objects.to_review(clock.today())
        workflows.end_plan(plan_id=plan.pk, reason="目标已达到", by=cast.caseworker)
        assert workflows.open_plan(review_on=next_on, **terms).pk != plan.pk
    with pytest.raises(Refused):
        workflows.open_plan(review_on=TODAY + timedelta(days=30), **terms | {"by": cast.section_head})


def test_a_plan_and_a_service_through_their_pages(cast, person, sign_in):
    page = sign_in(cast.caseworker)

    def act(name):
        return reverse("casework:plan-act", args=[person.public_id, name])

    posted = {"goals": "白天有人照应", "in_charge": cast.helper.staff_member.name, "review_on": "2027-02-01"}
    assert page.post(act("open"), posted | {"goals": ""}).status_code == 422
    assert page.post(act("open"), posted).status_code == 303
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    scan = SimpleUploadedFile("方案.png", picture.getvalue())
    assert page.post(act("sign"), {"signed_on": "2026-11-23", "scan": scan}).status_code == 303
    assert SupportPlan.objects.get().paper.person == person
    url = reverse("casework:service-start", args=[person.public_id, "housekeeping"])
    body = {"provider": "安心家政", "starts_on": "2026-11-23"} | {OWN + name: value for name, value in CARE.items()}
    assert page.post(url, body | {OWN + "payer": ""}).status_code == 422
    assert page.post(url, body).status_code == 303
    shown = reverse("casework:plan-page", args=[person.public_id])
    assert "白天有人照应" in page.get(shown).content.decode()
    assert "白天有人照应" not in sign_in(cast.auditor).get(shown).content.decode()
    service = ServiceArrangement.objects.get()
    change = reverse("casework:service-act", args=[service.public_id, "change"])
    assert sign_in(cast.caseworker).post(change, body | {"version": "1"}).status_code == 303


def test_a_death_ends_plan_and_services_and_says_whom_to_tell(cast, person):
    start(person, cast)
    findings = record_death(person=person, died_on=TODAY, by=cast.caseworker)
    assert any("安心家政" in finding.text for finding in findings)
    assert "去世" in ServiceArrangement.objects.get().end_reason


def test_a_death_taken_back_lets_plan_and_services_go_on(cast, person):
    """Rule: R-588. What had ended before the death stays ended."""
    plan, service, over = plan_of(person, cast), start(person, cast), start(person, cast)
    workflows.end_service(service_id=over.pk, reason="已搬去子女家", by=cast.caseworker)
    record_death(person=person, died_on=TODAY, by=cast.caseworker)
    plan.refresh_from_db()
    assert plan.ended_on == TODAY
    death = reverse_death(person=person, reason="同名误报", by=cast.caseworker)
    assert any("2 项个人方案和服务安排已恢复" in finding.text for finding in death.findings.all())
    for row, ended_on in ((plan, None), (service, None), (over, TODAY)):
        row.refresh_from_db()
        assert row.ended_on == ended_on


def test_a_record_with_a_plan_in_force_is_merged_once_the_plan_is_ended(cast, make_person):
    """Rule: R-589. So after a merge no two plans stand."""
    kept, merged = make_person("王秀英"), make_person("王秀英")
    ours, theirs = plan_of(kept, cast), plan_of(merged, cast)
    terms = {"kept": kept, "merged": merged, "taken": [], "reason": "查过档案", "by": cast.caseworker}
    with pytest.raises(StillUsed):
        merge_people(**terms)
    workflows.end_plan(plan_id=theirs.pk, reason="另一份记录已有方案", by=cast.caseworker)
    merge_people(**terms | {"kept": Person.objects.get(pk=kept.pk), "merged": Person.objects.get(pk=merged.pk)})
    assert list(SupportPlan.objects.of_person(kept).running()) == [ours]


def plan_of(person, cast):
    later = TODAY + timedelta(days=30)
    return workflows.open_plan(
        person=person, goals="按时吃饭", in_charge=cast.helper.staff_member, review_on=later, by=cast.caseworker
    )
