"""Handing a helper's people to another: all or none, issued, confirmed by both, taken back; the board beside it."""

from datetime import date

import pytest
from django.urls import reverse

from casework.choices.pairing import EndReason
from casework.errors.handovers import HandoverConfirmed, HandoverNotIssued, NotHandedOver, NothingToHandOver
from casework.matching import candidates
from casework.models import Handover, Pairing
from casework.workflows import handovers as workflows
from casework.workflows.pairing import end_pairings_of, issue_pairings
from office import clock
from office.errors import Refused
from office.models import AuditEvent, Branch
from registry.models import RelativeDeclaration
from tests import pdf_tools
from tests.casework.care import pair

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(TODAY):
        yield


@pytest.fixture
def giver(cast):
    return cast.helper.staff_member


@pytest.fixture
def receiver(make_staff):
    return make_staff(name="接手人")


@pytest.fixture
def held(cast, make_person, giver):
    """Two people of the giver, the second one's declared relative is the receiver-to-be of some tests."""
    return [pair(make_person(name), giver, cast) for name in ("甲老", "乙老")]


def hand_over(held, giver, receiver, cast, **values):
    values = {
        "kind": "take_over",
        "starts_on": TODAY,
        "reason": "helper_left",
        "quota_reason": "就近接替",
        "by": cast.caseworker,
    } | values
    return workflows.hand_over(giver=giver, receiver=receiver, pairing_ids=[row.pk for row in held], **values)


def issue(handover, cast):
    rows = list(handover.pairings.values_list("pk", flat=True))
    issue_pairings(pairing_ids=rows, issuing_body="机关党委", document_number="新税党〔2026〕9号", by=cast.section_head)


def active(person):
    return {(row.helper.name, row.kind) for row in Pairing.objects.active_on(TODAY).filter(person=person)}


def test_what_is_taken_over_goes_on_with_the_receiver_from_the_moment_it_is_issued(cast, held, giver, receiver):
    handover = hand_over(held, giver, receiver, cast)
    assert active(held[0].person) == {(giver.name, "contact")}
    assert handover.standing[0] == "待下达"
    issue(handover, cast)
    assert [active(row.person) for row in held] == [{("接手人", "contact")}] * 2
    ended = Pairing.objects.get(pk=held[0].pk)
    assert (ended.status, ended.end_reason) == ("ended", "helper_left")


def test_standing_in_leaves_the_contact_person(cast, held, giver, receiver):
    handover = hand_over(held, giver, receiver, cast, kind="stand_in", ends_on=date(2027, 1, 1), reason="helper_ill")
    issue(handover, cast)
    assert active(held[0].person) == {(giver.name, "contact"), ("接手人", "stand_in")}
    with clock.at(date(2027, 1, 1)):
        assert Pairing.objects.active_on(clock.today()).filter(helper=receiver).count() == 0


def test_one_refused_person_keeps_all_from_being_handed_over(cast, sign_in, held, giver, receiver):
    RelativeDeclaration.objects.create(
        staff_member=receiver, person=held[1].person, relation="女婿", declared_on=date(2026, 1, 1)
    )
    with pytest.raises(NotHandedOver) as refused:
        hand_over(held, giver, receiver, cast)
    assert list(refused.value.verdicts) == [held[1].pk] and "女婿" in refused.value.verdicts[held[1].pk]
    assert Handover.objects.count() == 0 and Pairing.objects.proposed().count() == 0
    body = {
        "receiver": receiver.name,
        "kind": "take_over",
        "starts_on": "2026-11-23",
        "reason": "helper_left",
        "quota_reason": "就近接替",
        "pairings": [row.public_id for row in held],
    }
    page = sign_in(cast.caseworker)
    address = reverse("casework:handover-enter", args=[giver.public_id])
    answer = page.post(address, body)
    assert answer.status_code == 422 and "女婿" in answer.content.decode()
    assert page.post(address, body | {"pairings": [held[0].public_id]}).status_code == 303
    assert Pairing.objects.proposed().get().person == held[0].person


def test_nobody_hands_over_to_themselves_or_hands_over_nobody(cast, held, giver, receiver):
    with pytest.raises(NothingToHandOver):
        hand_over(held, giver, giver, cast)
    with pytest.raises(NothingToHandOver):
        hand_over([], giver, receiver, cast)
    with pytest.raises(Refused):
        hand_over(held, giver, receiver, cast, by=cast.section_head)


def test_each_side_confirms_once_on_screen_or_on_paper(cast, sign_in, held, giver, receiver):
    handover = hand_over(held, giver, receiver, cast)
    detail = reverse("casework:handover-detail", args=[handover.public_id])
    confirm = reverse("casework:handover-confirm", args=[handover.public_id])
    with pytest.raises(HandoverNotIssued):
        workflows.confirm_handover(handover_id=handover.pk, side="giver", by=cast.helper)
    phone = sign_in(cast.helper)
    assert phone.get(detail).status_code == 404  # not issued: nothing waits for their word
    issue(handover, cast)
    assert "等您确认的交接" in phone.get("/").content.decode()
    assert "我已交接清楚" in phone.get(detail).content.decode()
    phone.post(confirm, {"side": "receiver"})  # not their side
    handover.refresh_from_db()
    assert not handover.receiver_confirmed_at
    assert phone.post(confirm, {"side": "giver"})["Location"] == reverse("casework:helper-home")
    assert phone.get(detail).status_code == 404  # these are no longer their people
    with pytest.raises(Refused):
        workflows.confirm_handover(handover_id=handover.pk, side="receiver", by=cast.caseworker)
    desk = sign_in(cast.caseworker)
    sheet = reverse("casework:handover-register", args=[handover.public_id])
    assert desk.post(sheet, {"side": "receiver", "sheet": ""}).status_code == 422
    assert desk.post(sheet, {"side": "receiver", "sheet": "交接单第1号"}).status_code == 303
    assert "双方已确认" in desk.get(detail).content.decode()
    with pytest.raises(HandoverConfirmed):
        workflows.confirm_handover(handover_id=handover.pk, side="receiver", sheet="又一张", by=cast.caseworker)
    assert AuditEvent.objects.filter(action="casework.handover.confirmed").count() == 2


def test_what_is_not_issued_is_taken_back_whole(cast, held, giver, receiver):
    handover = hand_over(held, giver, receiver, cast)
    workflows.withdraw_handover(handover_id=handover.pk, reason="他不走了", by=cast.caseworker)
    assert handover.standing[0] == "已撤回" and active(held[0].person) == {(giver.name, "contact")}
    with pytest.raises(NothingToHandOver):
        workflows.withdraw_handover(handover_id=handover.pk, reason="再撤一次", by=cast.caseworker)


def test_a_death_leaves_the_rest_of_a_handover(cast, held, giver, receiver):
    handover = hand_over(held, giver, receiver, cast)
    end_pairings_of(person=held[0].person, on=TODAY, reason=EndReason.DIED, by=cast.caseworker)
    issue_pairings(
        pairing_ids=[handover.pairings.proposed().get().pk],
        issuing_body="机关党委",
        document_number="9号",
        by=cast.section_head,
    )
    assert Handover.objects.waiting().get() == handover


def test_the_sheet_says_who_and_what_and_no_illness(cast, sign_in, held, giver, receiver):
    handover = hand_over(held[:1], giver, receiver, cast, notes="答应过换煤气软管")
    address = reverse("casework:handover-print", args=[handover.public_id])
    text = "".join(pdf_tools.text(sign_in(cast.caseworker).post(address).content).split())
    for words in ("联系人工作交接单", "甲老", "接手人", "答应过换煤气软管", "移交人签字", "接收人签字"):
        assert words in text
    assert "慢性病" not in text
    assert AuditEvent.objects.filter(action="casework.handover.printed").count() == 1


def test_every_figure_of_the_board_is_the_length_of_the_list_it_opens(cast, sign_in, held, giver, receiver, make_staff):
    issue(hand_over(held, giver, receiver, cast, kind="stand_in", ends_on=date(2027, 1, 1)), cast)
    gone = make_staff(name="已调走")
    pair(held[0].person, gone, cast, kind="leader")
    gone.serving_to = date(2026, 11, 1)
    gone.save()
    RelativeDeclaration.objects.create(
        staff_member=giver, person=held[0].person, relation="侄", declared_on=date(2026, 1, 1)
    )
    page = sign_in(cast.section_head)
    answer = page.get(reverse("casework:pairing-board"))
    counts = {tile.label: tile.value for tile in answer.context["tiles"]}
    assert counts == {
        "没有联系人": 0,
        "超出名额": 1,
        "正在代管": 1,
        "已不在职或不是党员": 1,
        "与申报的亲属结对": 1,
    }
    for tile in answer.context["tiles"]:
        assert page.get(tile.url).context["page"].paginator.count == tile.value
    assert "甲老" in page.get(reverse("casework:pairing-helper", args=[giver.public_id])).content.decode()


def test_the_board_asks_the_same_number_of_queries_for_any_number_of_helpers(
    cast, sign_in, held, make_person, make_staff, django_assert_max_num_queries
):
    for number in range(12):
        pair(make_person(f"老人{number}"), make_staff(), cast)
    page = sign_in(cast.caseworker)
    page.get(reverse("casework:pairing-board"))
    with django_assert_max_num_queries(18):
        page.get(reverse("casework:pairing-board"))


def test_candidates_are_neighbours_helpers_and_of_the_same_branch_first_and_never_relatives(
    cast, bureau, make_person, make_staff, held, giver
):
    branch = Branch.objects.create(bureau=bureau, name="离退休第二支部")
    own = make_staff(name="同支部", branch=branch)
    relative = make_staff(name="侄女", branch=branch)
    person = make_person("丙老", branch=branch, address="新山县城关镇和平小区3栋")
    held[0].person.address = "新山县城关镇和平小区8栋"
    held[0].person.save()
    RelativeDeclaration.objects.create(
        staff_member=relative, person=person, relation="侄女", declared_on=date(2026, 1, 1)
    )
    found = candidates([person], bureau=bureau, today=TODAY)[person.pk]
    assert found[0].helper == own and found[0].reasons == ("同一党支部",)
    assert relative not in [one.helper for one in found]
    everybody = candidates([person], bureau=bureau, today=TODAY)[person.pk]
    assert [one.is_free for one in everybody] == sorted((one.is_free for one in everybody), reverse=True)
