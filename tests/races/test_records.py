"""Two at once over the same person, pairing or contact."""

from dataclasses import replace

import pytest

from casework.choices.pairing import PairingStatus
from casework.models import Contact, ContactState, Pairing
from casework.workflows.pairing import propose_pairing
from office import clock
from office.models import StaffMember
from registry.models import Person
from tests.funds.conftest import fresh
from tests.races.browser import Post, at_once
from tests.races.conftest import Office
from tests.races.judging import BothWon, both_win, one_wins

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
TYPED = {"remarks": ("喜欢下棋", "听力不好"), "living_arrangement": ("alone", "institution")}


def edit(office: Office, who: str, person: Person, server: int, **typed: str) -> Post:
    browser = office.browser(getattr(office.cast, who), server)
    return browser.fill(f"/people/{person.public_id}/edit/", **typed)


def edit_the_same_field(office: Office, name: str) -> None:
    """Who comes second is shown both values; pressing save again with a choice then works."""
    person, values = office.make_person(), TYPED[name]
    posts = [
        edit(office, "caseworker", person, 0, **{name: values[0]}),
        edit(office, "second_caseworker", person, 1, **{name: values[1]}),
    ]
    answers = at_once(*posts)
    won = one_wins(answers, saying="改过这份记录")
    assert getattr(fresh(person), name) == values[won]
    assert fresh(person).version == person.version + 1
    form = dict(answers[1 - won].page.forms[f"/people/{person.public_id}/edit/"])
    assert form[name] == values[1 - won], "what was typed is lost"
    again = Post(posts[1 - won].browser, posts[1 - won].path, list((form | {f"choose-{name}": "yours"}).items()))
    assert again.send().won
    assert getattr(fresh(person), name) == values[1 - won]


def edit_remarks(office: Office) -> None:
    edit_the_same_field(office, "remarks")


def edit_living_arrangement(office: Office) -> None:
    """A dated fact: it has a row of its own besides the person's column."""
    edit_the_same_field(office, "living_arrangement")


def issue(office: Office, who: str, pairing: Pairing, server: int) -> Post:
    browser = office.browser(getattr(office.cast, who), server)
    form = browser.fill("/casework/pairings/issue/", issuing_body="机关党委", document_number=f"新税党〔{server}〕号")
    kept = [pair for pair in form.data if pair[0] != "pairings"]
    return replace(form, data=[*kept, ("pairings", pairing.public_id)])


def propose(office: Office, person: Person, helper: StaffMember) -> Pairing:
    return propose_pairing(
        person=person, helper=helper, starts_on=clock.today(), by=office.cast.caseworker, quota_reason="人手不足"
    )


def issue_the_same_pairing(office: Office) -> None:
    person = office.make_person()
    pairing = propose(office, person, office.cast.helper.staff_member)
    one_wins(
        at_once(issue(office, "section_head", pairing, 0), issue(office, "second_section_head", pairing, 1)),
    )
    assert fresh(pairing).status == PairingStatus.ISSUED
    assert pairing.history.filter(status=PairingStatus.ISSUED).count() == 1


def issue_two_helpers_for_one_person(office: Office) -> None:
    person = office.make_person()
    helpers = (office.cast.helper.staff_member, office.cast.caseworker.staff_member)
    pairings = [propose(office, person, helper) for helper in helpers]
    one_wins(
        at_once(issue(office, "section_head", pairings[0], 0), issue(office, "second_section_head", pairings[1], 1)),
    )
    assert Pairing.objects.issued().contacts().filter(person=person).count() == 1


def record(office: Office, person: Person, server: int) -> Post:
    browser = office.browser(office.cast.caseworker, server)
    return browser.fill(
        "/casework/contacts/new/",
        persons=f"{person.name}({person.public_id})",
        helpers=office.cast.helper.staff_member.staff_no,
        sheet_reference="走访表第1册",
    )


def record_by_double_click(office: Office) -> None:
    """One form sent twice: both are answered with the one contact."""
    person = office.make_person()
    first = record(office, person, 0)
    answers = at_once(first, replace(first, browser=office.browser(office.cast.caseworker, 1)))
    both_win(answers)
    contact = Contact.objects.get(persons=person)
    assert {answer.location for answer in answers} == {f"/casework/contacts/{contact.public_id}/"}
    assert ContactState.objects.get(person=person).contact_count == 1


def record_two_visits(office: Office) -> None:
    """Two sheets of one person entered at once: both count."""
    person = office.make_person()
    both_win(at_once(record(office, person, 0), record(office, person, 1)))
    assert Contact.objects.filter(persons=person).count() == 2
    assert ContactState.objects.get(person=person).contact_count == 2


ALL = [
    edit_remarks,
    edit_living_arrangement,
    issue_the_same_pairing,
    issue_two_helpers_for_one_person,
    record_by_double_click,
    record_two_visits,
]


@pytest.mark.parametrize("run_round", ALL, ids=lambda one: one.__name__)
def test_exactly_one_effect(office, run_round):
    for _ in range(ROUNDS):
        run_round(office)


LOST = [
    (edit_remarks, []),
    (issue_the_same_pairing, []),
    (issue_two_helpers_for_one_person, [(Pairing, "pairing_one_active_contact")]),
]


@pytest.mark.parametrize("run_round, constraints", LOST, ids=lambda one: getattr(one, "__name__", ""))
def test_without_the_guards_the_same_round_fails(careless_office, lifted, run_round, constraints):
    for model, name in constraints:
        lifted(model, name)
    with pytest.raises(BothWon):
        for _ in range(ROUNDS):
            run_round(careless_office)
