"""Notice and consent: told in which words, agreed to one by one, proved by paper or witness, taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office import clock
from office.models import AuditEvent
from registry.consents import SHIPPED_EDITION
from registry.models import Consent
from tests import pdf_tools

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF"
GAPS = reverse("registry:consent-gaps")
TEXT = reverse("registry:privacy-text")
ALL = ["notice", "sensitive", "publication"]


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def url(person) -> str:
    return reverse("registry:consent-list", args=[person.public_id])


def sign(client, person, scopes=ALL, **typed):
    values = {"scopes": scopes, "given_on": str(clock.today()), "way": "paper", "given_by": "本人"} | typed
    if values["way"] == "paper" and "scan" not in typed:
        values["scan"] = SimpleUploadedFile("同意书.pdf", PDF)
    return client.post(url(person), values)


def test_a_signed_sheet_is_kept_with_its_words_day_and_scan(clerk, person):
    assert sign(clerk, person).status_code == 303
    rows = list(Consent.objects.filter(person=person))
    assert {row.scope for row in rows} == set(ALL) and {row.edition for row in rows} == {SHIPPED_EDITION}
    page = clerk.get(url(person)).content.decode()
    scan = reverse("registry:paper-file", args=[person.public_id, rows[0].paper.public_id])
    assert scan in page and clerk.get(scan).content == PDF
    assert AuditEvent.objects.get(action="registry.consent.recorded").object_key == person.public_id


def test_each_thing_is_agreed_to_on_its_own(clerk, person):
    """Sensitive data wants separate consent: what was not ticked is still lacking."""
    sign(clerk, person, ["notice"])
    page = clerk.get(url(person)).content.decode()
    assert "还缺" in page and "同意处理健康、收入等敏感信息、同意按规定公示公布姓名和金额。" in page


def test_a_signature_needs_its_scan_and_spoken_words_a_witness_who_is_somebody_else(clerk, cast, person, make_staff):
    own, other = cast.caseworker.staff_member, make_staff("周玉珍")
    for typed in ({"scan": ""}, {"way": "oral"}, {"way": "oral", "witness": own.pk}):
        assert sign(clerk, person, **typed).status_code == 422
    assert not Consent.objects.exists()
    assert sign(clerk, person, way="oral", witness=other.pk).status_code == 303
    assert "见证人 周玉珍" in clerk.get(url(person)).content.decode()


def test_the_same_thing_is_recorded_once_and_not_for_tomorrow(clerk, person):
    assert sign(clerk, person, given_on=str(clock.today() + timedelta(days=1))).status_code == 422
    sign(clerk, person)
    again = sign(clerk, person)
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    assert Consent.objects.count() == 3


def test_taken_back_it_stays_on_record_and_is_lacking_again(clerk, person):
    sign(clerk, person)
    one = Consent.objects.get(scope="publication")
    address = reverse("registry:consent-withdraw", args=[person.public_id, one.public_id])
    assert clerk.post(address, {"withdrawn_on": str(clock.today()), "reason": "本人来电"}).status_code == 303
    page = clerk.get(url(person)).content.decode()
    assert "已撤回" in page and "本人来电" in page and "还缺" in page
    assert clerk.get(address).status_code == 404
    assert sign(clerk, person, ["publication"]).status_code == 303, "who thinks better of it signs again"


def test_the_list_names_the_living_who_lack_something(clerk, make_person):
    whole, half, none = make_person("赵齐全"), make_person("钱一半"), make_person("孙没有")
    make_person("李去世", died_on=clock.today())
    sign(clerk, whole), sign(clerk, half, ["notice", "sensitive"])
    page = clerk.get(GAPS).content.decode()
    assert "2 人" in page and url(half) in page and url(none) in page and url(whole) not in page
    assert "李去世" not in page
    assert url(half) not in clerk.get(GAPS + "?scope=sensitive").content.decode()


def test_the_list_costs_the_same_for_one_and_for_ten(clerk, make_person, django_assert_max_num_queries):
    make_person()
    clerk.get(GAPS)  # the first page of a session also fills the frame
    with django_assert_max_num_queries(12) as few:
        clerk.get(GAPS)
    for _ in range(9):
        make_person()
    with django_assert_max_num_queries(len(few.captured_queries)):
        clerk.get(GAPS)


def test_the_sheet_to_sign_says_the_words_in_force(clerk, person):
    response = clerk.post(reverse("registry:consent-sheet", args=[person.public_id]))
    text = pdf_tools.text(response.content).replace("\n", "")
    assert "王秀英同志" in text and "□" in text and "敏感个人信息" in text and SHIPPED_EDITION in text
    assert AuditEvent.objects.filter(action="registry.consent.sheet-made").exists()


def test_new_words_are_a_new_version_and_old_consents_keep_theirs(sign_in, cast, person):
    sign(sign_in(cast.caseworker), person)
    head = sign_in(cast.section_head)
    typed = {"edition": "2026年7月版", "holds_from": str(clock.today()), "body": "新的告知内容。\n第二段。"}
    assert head.post(TEXT, typed).status_code == 303
    assert head.post(TEXT, typed).status_code == 422, "a version is written once"
    sheet = sign_in(cast.caseworker).post(reverse("registry:consent-sheet", args=[person.public_id]))
    assert "新的告知内容" in pdf_tools.text(sheet.content)
    assert set(Consent.objects.values_list("edition", flat=True)) == {SHIPPED_EDITION}
    sign(sign_in(cast.caseworker), person)
    assert set(Consent.objects.values_list("edition", flat=True)) == {SHIPPED_EDITION, "2026年7月版"}


def test_only_who_keeps_the_records_enters_and_only_the_head_writes_the_words(sign_in, cast, person):
    assert sign(sign_in(cast.section_head), person).status_code == 403
    assert sign_in(cast.auditor).get(url(person)).status_code == 200
    assert sign_in(cast.caseworker).get(TEXT).status_code == 403
