"""What the table's columns cannot say: things named behind the question mark or in a form, and whose turn it is."""

import pytest
from django.urls import reverse

from casework.models import Contact, Pairing, Recognition, RecognitionStep
from casework.workflows.signing import register_paper_step
from funds.models import AidApplication, FundSource
from office.roles import Role
from registry.models import Person
from tests.access.strangers import make_user
from tests.access.table import LETTERS
from tests.access.world import World
from tests.casework.recognise import paper

pytestmark = pytest.mark.usefixtures("db")


def theirs(world: World) -> str:
    """Return the public id of another bureau's person."""
    return world.outside("person", "C").args[0]


@pytest.mark.parametrize(
    "name, query",
    [
        ("casework:recognition-open", "person"),
        ("funds:aid-new", "person"),
        ("registry:person-create", "deceased"),
    ],
)
def test_a_person_named_in_the_address_is_in_scope_or_not_there(world, name, query):
    url = reverse(name)
    for method in ("get", "post"):
        ask = getattr(world.client("C"), method)
        assert ask(f"{url}?{query}={theirs(world)}").status_code == 404
    assert world.client("C").get(f"{url}?{query}={world.person.public_id}").status_code == 200


@pytest.mark.parametrize("name", ["casework:contact-record", "casework:pairing-propose", "casework:need-raise"])
def test_a_form_is_not_filled_with_somebody_out_of_scope(world, name):
    page = world.client("C").get(f"{reverse(name)}?person={theirs(world)}").content.decode()
    assert "邻县甲" not in page and theirs(world) not in page.partition("<main")[2]


@pytest.mark.parametrize("letter, name", [("P", "casework:helper-contact"), ("C", "casework:contact-record")])
def test_a_contact_is_entered_only_with_people_in_scope(world, letter, name):
    places = world.inside("person", letter), world.outside("person", letter)
    own, stranger = (Person.objects.get(public_id=place.args[0]) for place in places)
    before = Contact.objects.count()
    body = {"kind": "visit", "held_on": "2026-06-10", "purposes": "talk", "seen": "很好", "sheet_reference": "第9册"}
    for person, status, count in ((stranger, 422, before), (own, 303, before + 1)):
        persons = person.name if letter == "C" else person.public_id
        response = world.client(letter).post(reverse(name), body | {"persons": persons})
        assert (response.status_code, Contact.objects.count()) == (status, count)


def test_pairings_of_another_bureau_are_not_issued(world):
    foreign = Pairing.objects.proposed().exclude(person__bureau=world.bureau).get()
    body = {"pairings": foreign.public_id, "issuing_body": "机关党委", "document_number": "1号"}
    assert world.client("H").post(reverse("casework:pairing-issue"), body).status_code == 422


@pytest.mark.parametrize("letter", ["H", "L", "F", "S"])
def test_a_step_is_signed_only_by_whose_turn_it_is(world, letter):
    """Who may sign some step may not sign the one that is another's."""
    for other in "HLFS":
        if other == letter:
            continue
        address = world.inside("aid-turn", other)
        response = world.client(letter).post(reverse("funds:aid-sign", args=address.args), address.body)
        assert response.status_code in (403, 404), (letter, other)
        steps = AidApplication.objects.get(public_id=address.args[0]).steps
        assert not steps.filter(acted_by=world.users[letter]).exclude(kind="check").exists()


def test_signing_many_takes_none_of_another_bureau(world):
    address = world.outside("aid", "H")
    body = {"pick": f"{address.args[0]}:1"}
    page = world.client("H").post(reverse("funds:aid-sign-many"), body).content.decode()
    assert "邻县甲" not in page


def test_finance_sees_a_recognition_only_while_its_paper_waits(world):
    waiting = RecognitionStep.objects.next_ones().filter(kind="signature", recognition__bureau=world.bureau)[0]
    keys = {"detail": waiting.recognition.public_id, "scan": waiting.public_id, "confirm": waiting.public_id}
    page, scan = reverse("casework:recognition-detail", args=[keys["detail"]]), _step("scan", keys)
    finance = world.client("F")
    assert (finance.get(page).status_code, finance.get(scan).status_code) == (404, 404)
    sheet = paper(world.users["H"].staff_member, signed_on=waiting.recognition.submitted_at.date(), opinion="同意。")
    register_paper_step(step_id=waiting.pk, paper=sheet, by=world.users["C"])
    assert (finance.get(page).status_code, finance.get(scan).status_code) == (200, 200)
    assert waiting.recognition.reason not in finance.get(page).content.decode()
    assert finance.post(_step("confirm", keys)).status_code == 303
    assert finance.get(page).status_code == 404
    assert Recognition.objects.get(pk=waiting.recognition_id).status == "approved"


def _step(act: str, keys: dict[str, str]) -> str:
    return reverse(f"casework:step-{act}", args=[keys["confirm"]])


def test_a_draft_is_not_the_branch_secretarys_to_read(world):
    mine = world.users["S"].staff_member
    draft = Recognition.objects.filter(status="draft", bureau=world.bureau)[0]
    draft.branch = world.branch
    draft.save()
    assert draft.branch.secretary_id == mine.pk
    url = reverse("casework:recognition-detail", args=[draft.public_id])
    assert (world.client("S").get(url).status_code, world.client("C").get(url).status_code) == (404, 200)


def test_an_unissued_list_is_not_for_who_keeps_single_sources(world):
    url = reverse("funds:publicity-page", args=[2026])
    answers = {letter: world.client(letter).get(url).status_code for letter in "CHLFA"}
    assert answers == {"C": 200, "H": 200, "L": 200, "F": 403, "A": 200}


def test_another_keepers_source_is_not_there(world):
    source = FundSource.objects.get(public_id=world.inside("source", "F").args[0])
    pages = [reverse("funds:source-page", args=[source.public_id])]
    pages.append(reverse("funds:payment-page", args=world.inside("payment", "F").args))
    assert [world.client("F").get(url).status_code for url in pages] == [200, 200]
    source.keeper = make_user(world.bureau, Role.FINANCE, "另一位财务")
    source.save()
    assert [world.client("F").get(url).status_code for url in pages] == [404, 404]


def test_every_letter_is_one_role(world):
    for letter, role in LETTERS.items():
        assert world.users[letter].roles == {role}
