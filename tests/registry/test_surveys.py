"""Home surveys through the page: the form begins with what is known, what changed becomes a dated fact."""

from datetime import date

import pytest

from office import clock, store
from office.models import AuditEvent, Branch, User
from registry import facts, surveys
from registry.models import FamilyFact, FamilyMember, HomeSurvey, Person, PersonFact
from registry.workflows import people
from tests import pdf_tools
from tests.registry.filled_form import fields_of
from tests.registry.survey import survey

TODAY = date(2026, 11, 20)
SURVEYED = date(2026, 11, 12)
LIVING = "living_arrangement"


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def known(make_person):
    person = make_person(
        "王秀英",
        sex="female",
        living_arrangement="with_spouse",
        illness_kind="chronic",
        monthly_income=2635,
        address="新山县税务小区2号",
    )
    member = store.create(
        FamilyMember(person=person, relation="son", name="张伟", employment="employed"), by=operator()
    )
    facts.write([facts.FactWrite(member, "employment", "employed", date(2020, 1, 1))], by=operator())
    return person


def operator() -> User:
    return User.operator()


def url(person) -> str:
    return f"/people/{person.public_id}/survey/"


def opened(client, person) -> dict[str, str]:
    return fields_of(client.get(url(person)), having="surveyed_on")


def filled(client, person, **changes) -> dict[str, str]:
    return opened(client, person) | {"surveyed_on": str(SURVEYED), "met_with": "both"} | changes


def test_the_form_begins_with_what_is_known(clerk, known, cast):
    page = opened(clerk, known)
    assert (page[LIVING], page["illness_kind"], page["monthly_income"]) == ("with_spouse", "chronic", "2635.00")
    assert page["family-0-name"] == "张伟" and page["family-0-employment"] == "employed"
    assert page["surveyor"] == str(cast.caseworker.staff_member.pk)
    assert set(surveys.FIELDS) <= page.keys()


def test_what_changed_holds_from_the_day_of_the_survey(clerk, known):
    before = PersonFact.objects.count()
    data = filled(clerk, known, **{LIVING: "alone", "family-0-employment": "laid_off"})
    assert clerk.post(url(known), data).status_code == 303
    fact = PersonFact.objects.latest("pk")
    assert (fact.field, fact.value, fact.holds_from, fact.source) == (LIVING, "alone", SURVEYED, "change")
    assert PersonFact.objects.count() == before + 1
    assert FamilyFact.objects.latest("pk").holds_from == SURVEYED
    on_the_eve = facts.newest(date(2026, 11, 11), [known.pk], [LIVING])[known.pk][LIVING]
    assert on_the_eve.value == "with_spouse"
    assert Person.objects.get(pk=known.pk).living_arrangement == "alone"


def test_the_survey_keeps_what_was_seen_by_whom_and_with_whom(clerk, known, cast):
    data = filled(
        clerk,
        known,
        **{
            LIVING: "alone",
            "companions": "社区张敏",
            "findings": "灶台冷清",
            "wishes": "想装扶手",
            "signed_on_paper": "on",
        },
    )
    response = clerk.post(url(known), data)
    kept = HomeSurvey.objects.get()
    assert (kept.surveyed_on, kept.surveyor, kept.met_with) == (SURVEYED, cast.caseworker.staff_member, "both")
    assert (kept.companions, kept.findings, kept.wishes, kept.signed_on_paper) == (
        "社区张敏",
        "灶台冷清",
        "想装扶手",
        True,
    )
    assert kept.answers[LIVING] == "alone" and kept.before == {LIVING: "with_spouse"}
    assert kept.answers["illness_kind"] == "chronic"
    event = AuditEvent.objects.get(action="registry.survey.recorded")
    assert "居住情况" in event.summary and event.actor == cast.caseworker.username
    page = clerk.get(response["Location"]).content.decode()
    for text in ("独居", "与配偶同住", "灶台冷清", "已签字", "2635.00"):
        assert text in page
    timeline = clerk.get(f"/people/{known.public_id}/timeline/").content.decode()
    assert "入户调查" in timeline and "2026-11-12" in timeline


def test_what_no_column_repeats_is_asked_and_dated_too(clerk, known):
    assert clerk.post(url(known), filled(clerk, known, household_income="36000", paid_carer="yes")).status_code == 303
    written = PersonFact.objects.filter(holds_from=SURVEYED).values_list("field", "value")
    assert set(written) == {("household_income", "36000.00"), ("paid_carer", "yes")}
    assert opened(clerk, known)["household_income"] == "36000.00"


def test_a_survey_without_a_change_leaves_no_fact(clerk, known):
    before = PersonFact.objects.count(), Person.objects.get(pk=known.pk).version
    assert clerk.post(url(known), filled(clerk, known)).status_code == 303
    assert (PersonFact.objects.count(), Person.objects.get(pk=known.pk).version) == before
    assert HomeSurvey.objects.get().before == {}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"surveyed_on": "2026-11-21"}, "不能在今天"),
        ({"surveyor": ""}, "surveyor"),
        ({"surveyed_on": "2019-12-31", LIVING: "alone"}, "变化日期不能早于"),
        ({"monthly_income": "很多"}, "monthly_income"),
    ],
)
def test_a_survey_is_refused_with_its_reason(clerk, known, changes, says):
    response = clerk.post(url(known), filled(clerk, known, **changes))
    assert response.status_code == 422 and says in response.content.decode()
    assert not HomeSurvey.objects.exists()
    assert Person.objects.get(pk=known.pk).living_arrangement == "with_spouse"


def test_the_same_day_is_surveyed_once(clerk, known):
    data = filled(clerk, known, **{LIVING: "alone"})
    assert clerk.post(url(known), data).status_code == 303
    again = clerk.post(url(known), filled(clerk, known))
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    assert HomeSurvey.objects.count() == 1


def test_nobody_is_surveyed_after_death(clerk, known, cast):
    Person.objects.filter(pk=known.pk).update(died_on=date(2026, 11, 1))
    response = clerk.post(url(known), filled(clerk, known))
    assert response.status_code == 422 and "去世" in response.content.decode()


def test_what_somebody_else_changed_meanwhile_is_told_before_it_is_saved(clerk, known, cast):
    data = filled(clerk, known, **{LIVING: "alone"})
    fresh = Person.objects.get(pk=known.pk)
    edit = people.Edit(values={LIVING: "empty_nest"}, holds_from=date(2026, 11, 1))
    people.edit_person(person=fresh, edit=edit, by=cast.second_caseworker)
    response = clerk.post(url(known), data)
    page = response.content.decode()
    assert response.status_code == 422 and "现登记“空巢”,您填“独居”" in page
    assert not HomeSurvey.objects.exists()
    again = fields_of(response, having="surveyed_on")
    assert again[LIVING] == "alone"
    assert clerk.post(url(known), again).status_code == 303
    assert HomeSurvey.objects.get().before == {LIVING: "empty_nest"}


def test_the_sheets_of_a_branch_are_one_page_each_with_what_is_known(clerk, known, make_person, bureau, cast):
    elsewhere = Branch.objects.create(bureau=bureau, name="机关党支部")
    make_person("赵淑芳", branch=elsewhere)
    make_person("孙外人", illness_kind="cancer", phone="19900000009", self_care="limited_mobility")
    make_person("周玉珍", died_on=date(2026, 5, 1))
    response = clerk.post("/people/surveys/print/", {"branch": known.branch.public_id})
    data = b"".join(response)
    assert response["Content-Type"] == "application/pdf" and len(pdf_tools.page_sizes(data)) == 2
    text = pdf_tools.text(data)
    for said in ("离退休人员入户调查表", "王秀英", "孙外人", "与配偶同住", "张伟", "2635.00", "家属签字"):
        assert said in text
    assert "赵淑芳" not in text and "周玉珍" not in text
    assert not pdf_tools.has_boxes(data)
    assert AuditEvent.objects.get(action="registry.survey.sheets-made").data["sheets"] == 2
    everybody = b"".join(clerk.post("/people/surveys/print/"))
    assert "赵淑芳" in pdf_tools.text(everybody) and len(pdf_tools.page_sizes(everybody)) == 3
    one = b"".join(clerk.post(f"/people/{known.public_id}/survey/print/"))
    assert "王秀英" in pdf_tools.text(one) and len(pdf_tools.page_sizes(one)) == 1


def test_who_may_not_see_an_illness_reads_a_survey_without_it(known, cast, sign_in):
    kept = survey(known, cast.caseworker, found={"illness_kind": "cancer"}, findings="床头有止痛药")
    page = sign_in(cast.auditor).get(f"/people/surveys/{kept.public_id}/").content.decode()
    assert "与配偶同住" in page and "癌症" not in page and "止痛药" not in page
    assert "主要疾病" not in page and "家庭年医疗支出" not in page and "劳动能力" not in page


def test_the_list_is_filtered_by_year_and_branch(clerk, known, make_person, cast):
    survey(known, cast.caseworker, on=SURVEYED)
    survey(make_person("孙外人"), cast.caseworker, on=date(2025, 12, 1))
    page = clerk.get("/people/surveys/", {"year": "2026"}).content.decode()
    assert "王秀英" in page and "孙外人" not in page and "1 次" in page


def test_a_survey_leads_back_to_where_it_was_asked_for_and_nowhere_else(clerk, known):
    data = filled(clerk, known)
    assert clerk.post(url(known) + "?next=https://example.com/", data)["Location"].startswith("/people/surveys/")
    later = data | {"surveyed_on": str(TODAY)}
    assert clerk.post(url(known) + "?next=/casework/", later)["Location"] == "/casework/"
