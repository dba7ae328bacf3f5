"""The search box: posted, within the user's scope, landing on the person."""

from datetime import date

import pytest

from casework.workflows import pairing as pairings
from office.models import Branch, Bureau

ID_NUMBER = "439999194501011232"


def found(client, text: str):
    return client.post("/search/", {"q": text})


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def paired(cast, make_person):
    """Somebody paired with the helper of the cast, in a branch of nobody's."""
    other = Branch.objects.create(bureau=cast.helper.bureau, name="机关党支部")
    person = make_person("陈志强", branch=other, phone="19900001111", id_number=ID_NUMBER)
    helper = cast.helper.staff_member
    row = pairings.propose_pairing(person=person, helper=helper, starts_on=date(2024, 1, 1), by=cast.caseworker)
    pairings.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="新税党〔2024〕1号", by=cast.section_head
    )
    return person


@pytest.mark.parametrize(
    "text", [ID_NUMBER, "1232", "19900001111", "0746-4712345", "07464712345", "单德明", "sdm", " 德 明 "]
)
def test_one_person_found_opens_their_page(clerk, make_person, text):
    person = make_person("单德明", id_number=ID_NUMBER, phone="19900001111、0746-4712345")
    make_person("王秀英")
    response = found(clerk, text)
    assert (response.status_code, response.url) == (303, person.get_absolute_url())


def test_several_are_listed_and_the_dead_say_so(clerk, make_person):
    one, two = make_person("王秀英"), make_person("王秀兰", died_on=date(2025, 1, 1))
    text = found(clerk, "王秀").content.decode()
    assert one.get_absolute_url() in text and two.get_absolute_url() in text and "已去世" in text


@pytest.mark.parametrize("text", ["", "   ", "无此人", "439999194501011240", "x" * 200])
def test_nobody_found_says_by_what_one_can_search(clerk, person, text):
    response = found(clerk, text)
    page = response.content.decode()
    assert response.status_code == 200 and "没有找到" in page and "证件号末四位" in page
    assert person.name not in page


def test_the_words_never_stand_in_an_address(clerk, person):
    assert clerk.get("/search/", {"q": person.name}).status_code == 405


def test_people_of_another_bureau_are_not_found(clerk, make_person):
    other = Bureau.objects.create(code="431198", name="旧山县税务局")
    make_person("王外人", bureau=other, branch=None, id_number=ID_NUMBER)
    assert "没有找到" in found(clerk, "王外人").content.decode()
    assert "没有找到" in found(clerk, ID_NUMBER).content.decode()


def test_a_helper_finds_their_own_people_and_lands_on_their_own_page(sign_in, cast, paired, make_person):
    make_person("陈志远")
    response = found(sign_in(cast.helper), "陈志")
    assert (response.status_code, response.url) == (303, f"/casework/mine/{paired.public_id}/")


def test_a_helper_does_not_find_by_id_number(sign_in, cast, paired):
    helper = sign_in(cast.helper)
    assert found(helper, "19900001111").status_code == 303
    for text in (ID_NUMBER, "1232"):
        page = found(helper, text).content.decode()
        assert "没有找到" in page and "证件号" not in page.split('class="empty"')[1]


def test_a_branch_secretary_finds_the_branch_by_name_alone(sign_in, cast, paired, make_person):
    own = make_person("陈志远", phone="19900002222", id_number="439999194501281232")
    secretary = sign_in(cast.branch_secretary)
    page = found(secretary, "陈志").content.decode()
    assert own.name in page and paired.name not in page and own.get_absolute_url() not in page
    for text in ("19900002222", "1232", "439999194501281232"):
        assert "没有找到" in found(secretary, text).content.decode()


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_roles_without_people_do_not_search(sign_in, cast, person, role):
    assert found(sign_in(getattr(cast, role)), person.name).status_code == 403
