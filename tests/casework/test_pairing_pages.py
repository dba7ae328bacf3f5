"""Pages of pairings, through the browser's door."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import Pairing
from casework.workflows.pairing import propose_pairing
from office import clock
from office.models import AuditEvent, Bureau
from registry.models import Person
from tests.casework.care import pair, visit

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def helper(cast):
    return cast.helper.staff_member


@pytest.fixture
def proposal(cast, person, helper):
    return propose_pairing(person=person, helper=helper, starts_on=date(2026, 1, 1), by=cast.caseworker)


@pytest.fixture
def elsewhere(cast):
    """A pairing of another bureau, which nobody of this one may see."""
    other = Bureau.objects.create(code="431100", name="旧山县税务局")
    from office.models import StaffMember, User

    staff = StaffMember.objects.create(bureau=other, name="外局人", is_party_member=True)
    person = Person(bureau=other, name="外局老人", kind="retiree")
    person.save()
    clerk = User.objects.create_user("other", password="x", name="外局经办", bureau=other)
    return Pairing.objects.create(
        person=person, helper=staff, starts_on=TODAY, proposed_by=clerk, proposed_at=clock.now()
    )


def test_propose_then_issue_then_listed(cast, sign_in, person, helper):
    page = sign_in(cast.caseworker)
    posted = {"person": person.name, "helper": helper.staff_no, "kind": "contact", "starts_on": "2026-11-01"}
    assert page.post(reverse("casework:pairing-propose"), posted).status_code == 303
    pairing = Pairing.objects.get()
    page = sign_in(cast.section_head)
    assert person.name in page.get(reverse("casework:pairing-issue")).content.decode()
    sent = {"pairings": [pairing.public_id], "issuing_body": "机关党委", "document_number": "新税党〔2026〕3号"}
    assert page.post(reverse("casework:pairing-issue"), sent).status_code == 303
    listed = page.get(reverse("casework:pairing-list") + "?status=issued").content.decode()
    assert helper.name in listed and "新税党〔2026〕3号" in listed


def test_propose_is_prefilled_from_the_address(cast, sign_in, person):
    page = sign_in(cast.caseworker).get(reverse("casework:pairing-propose"), {"person": person.public_id})
    assert f'value="{person.name}"' in page.content.decode()


def test_propose_tells_two_of_one_name_apart(cast, sign_in, make_person, helper):
    make_person("李建国", birth_date=date(1942, 3, 1))
    younger = make_person("李建国", birth_date=date(1950, 3, 1))
    url, posted = reverse("casework:pairing-propose"), {"helper": helper.name, "kind": "contact", "starts_on": TODAY}
    page = sign_in(cast.caseworker)
    refused = page.post(url, posted | {"person": "李建国"})
    assert refused.status_code == 422
    assert "李建国(1942)、李建国(1950)" in refused.content.decode()
    assert page.post(url, posted | {"person": "李建国(1950)"}).status_code == 303
    assert Pairing.objects.get().person == younger


def test_propose_over_the_quota_asks_for_the_reason(cast, sign_in, make_person, person, helper, proposal):
    other = make_person("赵淑芳")
    url = reverse("casework:pairing-propose")
    posted = {"person": other.name, "helper": helper.staff_no, "kind": "contact", "starts_on": TODAY}
    refused = sign_in(cast.caseworker).post(url, posted)
    assert refused.status_code == 422 and "名额是 1 人" in refused.content.decode()
    assert Pairing.objects.count() == 1
    assert sign_in(cast.caseworker).post(url, posted | {"quota_reason": "人手不足"}).status_code == 303


def test_issue_says_at_each_row_why_nothing_was_issued(cast, sign_in, make_person, make_staff, proposal):
    fine = propose_pairing(person=make_person(), helper=make_staff(), starts_on=TODAY, by=cast.caseworker)
    proposal.helper.is_party_member = False
    proposal.helper.save()
    sent = {"pairings": [proposal.public_id, fine.public_id], "issuing_body": "机关党委", "document_number": "3号"}
    answer = sign_in(cast.section_head).post(reverse("casework:pairing-issue"), sent)
    assert answer.status_code == 422 and "未登记为党员" in answer.content.decode()
    assert not Pairing.objects.issued().exists()


def test_change_and_end_and_withdraw(cast, sign_in, person, helper, make_staff, proposal):
    page = sign_in(cast.caseworker)
    withdraw = reverse("casework:pairing-withdraw", args=[proposal.public_id])
    assert page.get(withdraw).status_code == 200
    assert page.post(withdraw, {"reason": ""}).status_code == 422
    assert page.post(withdraw, {"reason": "登记错人"}).status_code == 303
    issued = pair(person, helper, cast)
    change = reverse("casework:pairing-change", args=[issued.public_id])
    successor = make_staff("何志远")
    posted = {"helper": successor.staff_no, "starts_on": "2026-11-20", "reason": "helper_left"}
    assert page.post(change, posted).status_code == 303
    assert Pairing.objects.proposed().get().replaces == issued
    end = reverse("casework:pairing-end", args=[issued.public_id])
    assert page.post(end, {"ends_on": "2026-11-24", "reason": "other"}).status_code == 422
    assert page.post(end, {"ends_on": "2026-11-23", "reason": "other"}).status_code == 303
    issued.refresh_from_db()
    assert issued.status == "ended"


ROLES = [
    "caseworker",
    "section_head",
    "bureau_leader",
    "finance",
    "helper",
    "branch_secretary",
    "auditor",
    "administrator",
]
READERS = {"caseworker", "section_head", "bureau_leader", "auditor"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "name, allowed",
    [
        ("pairing-list", READERS),
        ("pairing-gaps", READERS),
        ("pairing-propose", {"caseworker"}),
        ("pairing-import", {"caseworker"}),
        ("pairing-template", {"caseworker"}),
        ("pairing-issue", {"section_head"}),
    ],
)
def test_pages_open_for_their_roles_only(cast, sign_in, role, name, allowed):
    answer = sign_in(getattr(cast, role)).get(reverse(f"casework:{name}"))
    assert answer.status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("name", ["pairing-change", "pairing-end", "pairing-withdraw"])
def test_pairings_of_another_bureau_are_not_found(cast, sign_in, elsewhere, name):
    for method in ("get", "post"):
        answer = getattr(sign_in(cast.caseworker), method)(reverse(f"casework:{name}", args=[elsewhere.public_id]))
        assert answer.status_code == 404
    assert "外局" not in sign_in(cast.caseworker).get(reverse("casework:pairing-list")).content.decode()


def test_print_is_a_post_that_leaves_an_event(cast, sign_in, person, helper):
    pair(person, helper, cast)
    page = sign_in(cast.section_head)
    assert page.get(reverse("casework:pairing-print")).status_code == 405
    answer = page.post(reverse("casework:pairing-print"), {"status": "issued"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="casework.pairing_list.made").exists()


def test_gap_list_and_board_count_the_same_people(cast, sign_in, make_person, make_staff):
    paired, unpaired, dead = make_person("张甲"), make_person("张乙"), make_person("张丙", died_on=date(2026, 1, 5))
    pair(paired, make_staff(), cast)
    page = sign_in(cast.caseworker)
    gaps = page.get(reverse("casework:pairing-gaps"))
    assert [row.pk for row in gaps.context["page"]] == [unpaired.pk]
    assert page.get(reverse("casework:home")).context["figures"]["gaps"] == 1
    assert dead.name not in gaps.content.decode()


def test_board_counts_progress_by_helper(cast, sign_in, make_person, make_staff):
    helper = make_staff("何志远")
    seen, due, late = (make_person() for _ in range(3))
    with clock.at(date(2026, 5, 6)):
        pair(late, helper, cast)
    for person in (seen, due):
        pair(person, helper, cast)
    visit(seen, helper, cast.caseworker, held_on=date(2026, 10, 8))
    board = sign_in(cast.bureau_leader).get(reverse("casework:home"))
    (row,) = board.context["progress"]
    assert (row["people"], row["overdue"], row["soon"] + row["fine"]) == (3, 1, 2)
    figures = board.context["figures"]
    assert (figures["total"], figures["overdue"], figures["gaps"]) == (3, 1, 0)


def test_every_number_of_the_board_opens_the_list_it_counts(cast, sign_in, make_person, make_staff):
    helper = make_staff("何志远")
    with clock.at(date(2026, 5, 6)):
        late = make_person()
        pair(late, helper, cast)
    seen = make_person()
    pair(seen, helper, cast)
    visit(seen, helper, cast.caseworker, held_on=date(2026, 10, 8))
    propose_pairing(person=make_person(), helper=make_staff(), starts_on=TODAY, by=cast.caseworker)
    page = sign_in(cast.caseworker)
    for tile in page.get(reverse("casework:home")).context["tiles"]:
        assert len(page.get(tile.url).context["page"].object_list) == tile.value, tile.label


def test_lists_need_the_same_queries_at_any_length(
    cast, sign_in, make_person, make_staff, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = sign_in(cast.caseworker)

    def measure():
        counts = {}
        for name in ("home", "pairing-list", "pairing-gaps", "contact-list", "contact-schedule", "need-list"):
            page.get(reverse(f"casework:{name}"))
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert page.get(reverse(f"casework:{name}")).status_code == 200
            counts[name] = len(captured)
        return counts

    def fill(number):
        with clock.at(date(2026, 5, 6)):
            for _ in range(number):
                person, helper = make_person(), make_staff()
                pair(person, helper, cast)
                visit(person, helper, cast.caseworker, held_on=date(2026, 2, 1))
                make_person()

    fill(2)
    few = measure()
    fill(18)
    assert measure() == few
    assert max(few.values()) <= 18, few
