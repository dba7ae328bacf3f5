"""Recognition through the door: the whole line on screen and on paper, what each role sees and may press."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.models import Recognition
from casework.workflows import signing
from office import clock, store, todo, workdays
from office.models import AuditEvent, Bureau
from office.roles import Role
from registry.models import RelativeDeclaration
from tests import pdf_tools
from tests.casework.recognise import PDF, draft, paper, posted, sign, step, submitted

DAY = date(2026, 1, 20)
REASON = "患癌症两年,自费药多"


@pytest.fixture(autouse=True)
def _january(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    with clock.at(DAY):
        yield


def page(recognition) -> str:
    return reverse("casework:recognition-detail", args=[recognition.public_id])


def sign_url(recognition, order) -> str:
    return reverse("casework:step-sign", args=[step(recognition, order).public_id])


def text(response) -> str:
    return response.content.decode()


def test_the_line_on_screen(sign_in, cast, person):
    client = sign_in(cast.caseworker)
    found = client.get(reverse("casework:recognition-open"), {"q": "wxy"})
    assert f"?person={person.public_id}" in text(found)
    url = reverse("casework:recognition-open") + f"?person={person.public_id}"
    values = {"category": "severe_illness", "year": "2026", "origin": "self", "cause": "illness", "reason": REASON}
    answer = client.post(url, values)
    recognition = Recognition.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, page(recognition))
    client.post(reverse("casework:recognition-submit", args=[recognition.public_id]))

    client = sign_in(cast.branch_secretary)
    shown = text(client.get(page(recognition)))
    assert REASON in shown and "同意" in shown and person.get_absolute_url() not in shown
    answer = client.post(sign_url(recognition, 1), {"opinion": "情况属实", "decision": "agree"})
    assert answer.status_code == 303

    client = sign_in(cast.section_head)
    assert "情况属实" in text(client.get(page(recognition)))
    client.post(sign_url(recognition, 2), {"opinion": "", "decision": "agree"})
    recognition.refresh_from_db()
    assert recognition.status == "approved"

    client = sign_in(cast.caseworker)
    client.post(reverse("casework:notice-draft"), notice_values(recognition))
    notice = recognition.notice_rows.get().notice
    answer = client.post(reverse("casework:notice-post", args=[notice.public_id]), {"first_day": "2026-01-20"})
    assert answer.status_code == 303
    close = reverse("casework:notice-close", args=[notice.public_id])
    early = client.post(close, {"note": "无异议"})
    assert (early.status_code, "2026-01-26" in text(early)) == (422, True)
    with clock.at(date(2026, 1, 27)):
        assert client.post(close, {"note": "无异议"}).status_code == 303
    recognition.refresh_from_db()
    assert recognition.status == "recognised"


def notice_values(*recognitions) -> dict:
    return {
        "recognitions": [row.public_id for row in recognitions],
        "title": "关于2026年度拟帮扶离退休人员名单的公示",
        "basis": "根据有关规定，",
        "process": "经支部评议、审批，",
        "channels": ["board"],
        "contact_section": "人事教育股",
        "contact_phone": "0746-4700000",
        "contact_address": "",
        "working_days": "5",
    }


def test_the_line_on_paper(sign_in, cast, person, make_staff):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    leader = make_staff("郑国华", post="leader")
    row = step(recognition, 2)
    client = sign_in(cast.caseworker)
    paper_url = reverse("casework:step-paper", args=[row.public_id])
    opened = client.get(paper_url)
    assert (opened.status_code, "扫描件" in text(opened)) == (200, True)
    values = {"outcome": "agree", "signer": leader.pk, "signed_on": "2026-01-20", "opinion": "同意"}
    refused = client.post(paper_url, values | {"scan": SimpleUploadedFile("a.exe", b"MZ")})
    assert (refused.status_code, "只收 PDF" in text(refused)) == (422, True)
    answer = client.post(paper_url, values | {"scan": SimpleUploadedFile("签字.pdf", PDF)})
    assert answer.status_code == 303
    own = text(client.get(page(recognition)))
    assert "不能自己核对" in own and "待第二个人核对" in own

    client = sign_in(cast.finance)
    assert "郑国华" in text(client.get(page(recognition)))
    scan = client.get(reverse("casework:step-scan", args=[row.public_id]))
    assert (scan.content, scan["Content-Type"], scan["Content-Disposition"][:10]) == (
        PDF,
        "application/pdf",
        "attachment",
    )
    assert AuditEvent.objects.filter(action="casework.recognition.scan-seen").count() == 1
    answer = client.post(reverse("casework:step-confirm", args=[row.public_id]), follow=True)
    assert "已核对" in text(answer)
    recognition.refresh_from_db()
    assert recognition.status == "approved"
    assert client.get(page(recognition)).status_code == 404


def test_why_a_button_is_barred_stands_beside_it(sign_in, cast, person, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    recognition = submitted(person, cast, by=both)
    sign(recognition, 1, cast.branch_secretary)
    client = sign_in(both)
    shown = text(client.get(page(recognition)))
    assert "录入或提交申请的人不能签批" in shown and "disabled" in shown
    answer = client.post(sign_url(recognition, 2), {"decision": "agree"})
    assert (answer.status_code, step(recognition, 2).outcome) == (422, "")


def test_a_relatives_button_is_barred(sign_in, cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    RelativeDeclaration.objects.create(
        staff_member=cast.section_head.staff_member, person=person, relation="外甥", declared_on=DAY
    )
    assert "应当回避" in text(sign_in(cast.section_head).get(page(recognition)))


def test_refusing_without_a_reason_keeps_what_was_typed(sign_in, cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    client = sign_in(cast.section_head)
    answer = client.post(sign_url(recognition, 2), {"opinion": "", "decision": "refuse"})
    assert (answer.status_code, "“不同意”的理由" in text(answer)) == (422, True)
    unknown = client.post(sign_url(recognition, 2), {"opinion": "好的", "decision": "maybe"})
    assert (unknown.status_code, "好的" in text(unknown)) == (422, True)


def test_signing_a_step_that_was_just_signed_is_told(sign_in, cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    url = sign_url(recognition, 2)
    sign(recognition, 2, cast.section_head)
    answer = sign_in(cast.second_section_head).post(url, {"decision": "return", "opinion": "再看看"})
    assert answer.status_code == 422
    assert step(recognition, 2).signer == cast.section_head.staff_member


@pytest.mark.parametrize(
    "role, status",
    [(role, 200) for role in ("caseworker", "section_head", "bureau_leader", "branch_secretary", "auditor")],
)
def test_who_reads_the_page_and_who_the_reason(sign_in, cast, person, role, status):
    recognition = submitted(person, cast, reason=REASON)
    sign(recognition, 1, cast.branch_secretary, opinion="确实患病")
    shown = sign_in(getattr(cast, role)).get(page(recognition))
    assert shown.status_code == status
    assert (REASON in text(shown)) is (role != "auditor")
    assert ("确实患病" in text(shown)) is (role != "auditor")


@pytest.mark.parametrize("role, status", [("finance", 404), ("helper", 403), ("administrator", 403)])
def test_who_sees_nothing(sign_in, cast, person, role, status):
    recognition = submitted(person, cast)
    assert sign_in(getattr(cast, role)).get(page(recognition)).status_code == status


def test_a_secretary_sees_only_the_own_branch_and_no_draft(sign_in, cast, person, make_user, branch):
    waiting, begun = submitted(person, cast), draft(person, cast, year=2025)
    client = sign_in(cast.branch_secretary)
    listed = text(client.get(reverse("casework:recognition-list")))
    assert page(waiting) in listed and page(begun) not in listed
    stranger = make_user(Role.BRANCH_SECRETARY)
    assert sign_in(stranger).get(page(waiting)).status_code == 404


def test_finance_sees_what_waits_for_a_second_person_and_no_reason(sign_in, cast, person, make_staff):
    recognition = submitted(person, cast, reason=REASON)
    sign(recognition, 1, cast.branch_secretary)
    client = sign_in(cast.finance)
    assert page(recognition) not in text(client.get(reverse("casework:recognition-list")))
    signing.register_paper_step(
        step_id=step(recognition, 2).pk, paper=paper(make_staff("郑国华", post="leader")), by=cast.caseworker
    )
    assert page(recognition) in text(client.get(reverse("casework:recognition-list")))
    assert REASON not in text(client.get(page(recognition)))


def test_another_bureau_gets_404_and_the_upper_one_reads(sign_in, cast, person, bureau, make_user):
    recognition = submitted(person, cast)
    upper = Bureau.objects.create(code="431100", name="市税务局")
    bureau.parent = upper
    bureau.save()
    stranger = make_user(Role.CASEWORKER, bureau=Bureau.objects.create(code="431198", name="别的局"))
    assert sign_in(stranger).get(page(recognition)).status_code == 404
    client = sign_in(make_user(Role.CASEWORKER, bureau=upper))
    assert client.get(page(recognition)).status_code == 200
    assert (
        client.post(reverse("casework:recognition-withdraw", args=[recognition.public_id]), {"reason": "x"}).status_code
        == 403
    )


def test_the_list_filters_and_counts(sign_in, cast, person, make_person):
    draft(person, cast)
    draft(make_person("李明"), cast, category="veteran", year=2025)
    client = sign_in(cast.caseworker)
    url = reverse("casework:recognition-list")
    for query, names in [
        ({}, {"王秀英", "李明"}),
        ({"category": "veteran"}, {"李明"}),
        ({"year": "2026"}, {"王秀英"}),
        ({"q": "wxy"}, {"王秀英"}),
        ({"status": "recognised"}, set()),
    ]:
        shown = client.get(url, query)
        assert {row.person.name for row in shown.context["page"]} == names
        assert f"{len(names)} 份" in text(shown)


def test_lists_and_pages_ask_no_more_for_more_rows(sign_in, cast, make_person, django_assert_max_num_queries, person):
    recognition = submitted(person, cast)
    for number in range(20):
        draft(make_person(f"李明{number}"), cast)
    client = sign_in(cast.caseworker)
    todo.items(cast.caseworker)
    for url in (reverse("casework:recognition-list"), page(recognition)):
        client.get(url)
        with django_assert_max_num_queries(16):  # session, account and roles besides the body's twelve
            client.get(url)


def test_who_may_not_see_an_illness_can_neither_read_nor_filter_by_one(sign_in, cast, person, make_person):
    draft(person, cast)
    draft(make_person("李明"), cast, category="hardship")
    client = sign_in(cast.auditor)
    shown = client.get(reverse("casework:recognition-list"), {"category": "severe_illness"})
    assert shown.context["page"].paginator.count == 2
    assert "重症" not in text(shown) and "生活困难" in text(shown)
    assert "重症" not in text(client.get(page(Recognition.objects.get(person=person))))
    assert not AuditEvent.objects.filter(summary__contains="重症").exists()
    from casework.recognition_hooks import filter_choices, recognised

    assert [value for value, _ in filter_choices(cast.auditor)] == ["any"]
    assert not recognised(cast.auditor, "severe_illness")


def test_an_edit_over_a_newer_version_is_refused_and_keeps_the_typed(sign_in, cast, person):
    recognition = draft(person, cast)
    url = reverse("casework:recognition-edit", args=[recognition.public_id])
    client = sign_in(cast.caseworker)
    values = {
        "category": "disaster",
        "year": "2026",
        "origin": "self",
        "cause": "disaster",
        "version": recognition.version,
    }
    assert client.post(url, values | {"reason": "房屋受灾"}).status_code == 303
    answer = client.post(url, values | {"reason": "旧页面上的话"})
    assert (answer.status_code, "旧页面上的话" in text(answer)) == (422, True)


def test_printing_the_form_is_recorded_and_tells_what_one_person_did_twice(sign_in, cast, person, make_staff):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary)
    row = step(recognition, 2)
    signing.register_paper_step(step_id=row.pk, paper=paper(make_staff("郑国华", post="leader")), by=cast.caseworker)
    signing.confirm_paper_step(step_id=row.pk, by=cast.finance)
    client = sign_in(cast.caseworker)
    url = reverse("casework:recognition-print", args=[recognition.public_id])
    assert client.get(url).status_code == 405
    printed = "".join(pdf_tools.text(client.post(url).content).split())
    said = f"{cast.caseworker.name}一人办理:录入、登记“负责人审批”纸质件。"
    assert said in printed and "郑国华" in printed
    assert said in text(client.get(page(recognition))).replace(" ", "")
    assert AuditEvent.objects.filter(action="casework.recognition.printed").count() == 1


def test_the_persons_page_shows_the_recognition(cast, person):
    from casework.recognition_hooks import actions, panels

    recognition = draft(person, cast)
    (panel,) = panels(cast.auditor, person)
    assert panel.context["rows"] == [recognition]
    assert panels(cast.helper, person) == []
    assert [label for label, _ in actions(cast.caseworker, person)] == ["申请认定"]


def test_what_waits_for_whom(cast, person, make_person):
    recognition = submitted(person, cast)

    def waiting(user):
        lines = [item for item in todo.items(user) if item.kind != todo.KNOWN]
        return {item.label: item.count for item in lines if "认定" in item.label or "公示" in item.label}

    assert waiting(cast.branch_secretary) == {"待提意见的认定": 1}
    assert waiting(cast.section_head) == {}
    sign(recognition, 1, cast.branch_secretary)
    assert (waiting(cast.branch_secretary), waiting(cast.section_head)) == ({}, {"待签批的认定": 1})
    assert waiting(cast.bureau_leader) == {}
    sign(recognition, 2, cast.section_head)
    assert waiting(cast.caseworker) == {"待公示的认定": 1}
    posted([recognition], cast, first_day=DAY)
    assert waiting(cast.caseworker) == {}
    with clock.at(date(2026, 1, 27)):
        assert waiting(cast.caseworker) == {"公示期满待办结": 1}


def test_the_count_of_what_waits_is_the_length_of_its_list(sign_in, cast, person, make_person):
    for someone in (person, make_person("李明")):
        sign(submitted(someone, cast), 1, cast.branch_secretary)
    (item,) = [item for item in todo.items(cast.section_head) if item.label == "待签批的认定"]
    assert set(item.names.split("、")) == {person.name, "李明"}
    shown = sign_in(cast.section_head).get(item.url)
    assert shown.context["page"].paginator.count == item.count == 2


POSTS = [
    "recognition-submit",
    "recognition-withdraw",
    "recognition-end",
    "recognition-edit",
    "recognition-print",
]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("role", ["helper", "branch_secretary", "finance", "auditor", "administrator"])
def test_other_roles_post_nothing(sign_in, cast, person, name, role):
    recognition = draft(person, cast)
    answer = sign_in(getattr(cast, role)).post(
        reverse(f"casework:{name}", args=[recognition.public_id]), {"reason": "x"}
    )
    assert answer.status_code == 403
    recognition.refresh_from_db()
    assert recognition.status == "draft"


@pytest.mark.parametrize("name", POSTS)
def test_an_unknown_address_is_404(sign_in, cast, name):
    assert sign_in(cast.caseworker).post(reverse(f"casework:{name}", args=["zzzzzzzzzzzz"])).status_code == 404


def test_a_person_out_of_scope_cannot_be_applied_for(sign_in, cast, person):
    person.bureau = Bureau.objects.create(code="431198", name="别的局")
    store.claim(person, by=cast.caseworker, fields=["bureau"])
    url = reverse("casework:recognition-open") + f"?person={person.public_id}"
    assert sign_in(cast.caseworker).get(url).status_code == 404
