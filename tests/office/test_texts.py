"""The register of policy texts: kept by the office, cited by numbers, sources, standards and routes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funds.models import FundRoute
from funds.workflows import sources
from office import store
from office.models import AuditEvent, Bureau, PolicyNumber, PolicyText, User
from office.roles import Role
from tests.own_routes import put_in_force

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.4 a policy text"


def values(**more):
    return {"number": "新税发〔2026〕5号", "title": "离退休干部帮扶办法", "issued_by": "新山县税务局"} | more


@pytest.fixture
def text(sign_in, cast):
    scan = SimpleUploadedFile("a.pdf", SCAN)
    answer = sign_in(cast.caseworker).post(
        reverse("office:text-new"), values(issued_on="2026-01-05", holds_from="2026-02-01", scan_file=scan)
    )
    assert answer.status_code == 303
    return PolicyText.objects.get()


def test_a_text_is_registered_with_its_scan(sign_in, cast, text):
    assert (text.bureau, text.holds_from, text.scan_type) == (
        cast.caseworker.bureau,
        date(2026, 2, 1),
        "application/pdf",
    )
    answer = sign_in(cast.auditor).get(reverse("office:text-scan", args=[text.public_id]))
    assert answer.content == SCAN and "attachment" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(action="office.policytext.scan-seen", actor=cast.auditor.username).exists()
    assert "新税发〔2026〕5号" in sign_in(cast.finance).get(reverse("office:text-list")).content.decode()


def test_a_number_is_registered_once_and_a_stale_form_refused(sign_in, cast, text):
    client = sign_in(cast.section_head)
    again = client.post(reverse("office:text-new"), values())
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    edit = reverse("office:text-edit", args=[text.public_id])
    assert client.post(edit, values(title="帮扶办法", version=text.version)).status_code == 303
    stale = client.post(edit, values(title="办法", version=text.version))
    assert stale.status_code == 422 and "刚刚被别人改过" in stale.content.decode()
    text.refresh_from_db()
    assert text.title == "帮扶办法" and bytes(text.sheet.data) == SCAN


def test_what_is_no_scan_is_refused(sign_in, cast):
    wrong = SimpleUploadedFile("a.exe", b"MZ")
    answer = sign_in(cast.caseworker).post(reverse("office:text-new"), values(scan_file=wrong))
    assert answer.status_code == 422 and "只收 PDF" in answer.content.decode()


def test_a_text_names_what_cites_it_and_each_leads_back(sign_in, cast, bureau, text):
    rule = sources.SourceRule(name="专项经费", keeper=cast.finance, document=text)
    source = sources.open_source(bureau=bureau, kind="budget", rule=rule, opened_on=date(2026, 1, 1), by=cast.finance)
    head = sign_in(cast.section_head)
    number = {"code": "contact_months", "value": "2", "holds_from": "2026-12-01", "source": text.pk}
    assert head.post(reverse("office:policy-propose"), number).status_code == 303
    standard = {"occasion": "double_ninth", "person_kinds": ["retiree"], "amount": "300", "times_a_year": "1"}
    standard |= {"holds_from": "2026-12-01", "policy_text": text.pk}
    assert head.post(reverse("funds:standard-new"), standard).status_code == 303
    put_in_force(FundRoute, bureau, ("signature", Role.SECTION_HEAD, "审批"), source_kind="budget", policy_text=text)
    page = head.get(text.get_absolute_url())
    whats = [one.what for one in page.context["cited_by"]]
    assert whats == ["政策数值", "资金来源", "慰问标准", "审批流程"]
    here = text.get_absolute_url()
    backs = ["office:policy-list", "funds:standard-list", "funds:route-list"]
    for url in [reverse("funds:source-page", args=[source.public_id]), *map(reverse, backs)]:
        assert here in head.get(url).content.decode(), url
    assert "走访联系周期:2 个月" in page.content.decode()


def test_finance_reads_only_the_sources_they_keep(sign_in, cast, bureau, text, make_user):
    rule = sources.SourceRule(name="专项经费", keeper=cast.finance, document=text)
    sources.open_source(bureau=bureau, kind="budget", rule=rule, opened_on=date(2026, 1, 1), by=cast.finance)
    keeper, other = cast.finance, make_user(Role.FINANCE, username="other")
    assert "专项经费" in sign_in(keeper).get(text.get_absolute_url()).content.decode()
    assert "专项经费" not in sign_in(other).get(text.get_absolute_url()).content.decode()


def test_another_bureaus_text_is_neither_shown_nor_cited(sign_in, cast):
    other = store.create(Bureau(code="439998", name="邻县税务局"), by=User.operator())
    theirs = store.create(PolicyText(bureau=other, number="邻税发1号", title="办法"), by=User.operator())
    client = sign_in(cast.section_head)
    assert client.get(theirs.get_absolute_url()).status_code == 404
    number = {"code": "contact_months", "value": "2", "holds_from": "2026-12-01", "source": theirs.pk}
    assert client.post(reverse("office:policy-propose"), number).status_code == 422
    assert not PolicyNumber.objects.exists()


def test_a_switch_is_answered_and_shown_in_words(sign_in, cast):
    client = sign_in(cast.section_head)
    form = client.get(f"{reverse('office:policy-propose')}?code=count_posting_day").content.decode()
    assert '<option value="1" selected>是</option>' in form and '<option value="0">否</option>' in form
    answer = {"code": "count_posting_day", "value": "0", "holds_from": "2026-01-01", "note": "局党委会"}
    assert client.post(reverse("office:policy-propose"), answer).status_code == 303
    waiting = sign_in(cast.bureau_leader).get(reverse("office:policy-list"))
    assert [value for _, _, value in waiting.context["waiting"]] == ["否"]
    words = {code: value for code, _, value, _ in waiting.context["rows"]}
    assert (words["count_posting_day"], words["call_satisfies_contact"], words["warning_ratio"]) == ("是", "是", "30 %")
