"""Who may act in which step, on screen and from paper: order, roles, separation of duties, the second person."""

from datetime import date

import pytest

from casework.errors import recognition as errors
from casework.models import RecognitionRoute, RecognitionStep
from casework.workflows import signing
from casework.workflows.recognition import withdraw_recognition
from office import audit, clock
from office import errors as office_errors
from office import signing as rules
from office.models import AuditEvent
from office.roles import Role
from registry.models import RelativeDeclaration
from tests.casework.recognise import paper, sign, step, submitted
from tests.own_routes import put_in_force

DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _january():
    with clock.at(DAY):
        yield


@pytest.fixture
def at_signature(cast, person):
    """An application whose branch has spoken."""
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary, opinion="情况属实")
    return recognition


def register(recognition, order, cast, sheet, by=None):
    return signing.register_paper_step(step_id=step(recognition, order).pk, paper=sheet, by=by or cast.caseworker)


def test_steps_go_in_order(cast, person):
    recognition = submitted(person, cast)
    with pytest.raises(rules.NotThisStep, match="还没有轮到"):
        sign(recognition, 2, cast.section_head)
    sign(recognition, 1, cast.branch_secretary)
    with pytest.raises(rules.NotThisStep, match="已经办过"):
        sign(recognition, 1, cast.branch_secretary)


def test_signing_keeps_who_when_and_what(cast, at_signature):
    sign(at_signature, 2, cast.section_head, opinion="同意")
    row = step(at_signature, 2)
    assert (row.signer, row.acted_by, row.signed_on, row.outcome) == (
        cast.section_head.staff_member,
        cast.section_head,
        DAY,
        "agree",
    )
    assert at_signature.status == "approved"
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"casework.recognition.signed", "casework.recognition.approved"} <= actions


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECTION_HEAD])
def test_only_the_steps_role_signs(cast, at_signature, role):
    with pytest.raises(office_errors.Refused):
        sign(at_signature, 2, getattr(cast, role.value))
    assert step(at_signature, 2).outcome == ""


def test_only_the_persons_branch_gives_the_opinion(cast, person, make_user):
    recognition = submitted(person, cast)
    stranger = make_user(Role.BRANCH_SECRETARY)
    with pytest.raises(office_errors.Refused, match="所在党支部"):
        sign(recognition, 1, stranger)


def test_an_opinion_against_goes_on_to_who_signs(cast, person):
    recognition = submitted(person, cast)
    sign(recognition, 1, cast.branch_secretary, "refuse", "家庭条件较好")
    recognition.refresh_from_db()
    assert recognition.status == "submitted"
    sign(recognition, 2, cast.section_head)
    recognition.refresh_from_db()
    assert recognition.status == "approved"


@pytest.mark.parametrize("outcome", ["return", "refuse"])
def test_return_and_refusal_need_a_reason(cast, at_signature, outcome):
    with pytest.raises(rules.ReasonMissing):
        sign(at_signature, 2, cast.section_head, outcome, "  ")


def test_not_applicable_is_no_answer_to_a_signature(cast, at_signature):
    with pytest.raises(rules.OutcomeNotPossible):
        sign(at_signature, 2, cast.section_head, "not_applicable", "不需要")


# separation of duties, on screen


def test_who_entered_it_signs_nothing(cast, person, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    recognition = submitted(person, cast, by=both)
    sign(recognition, 1, cast.branch_secretary)
    with pytest.raises(office_errors.EnteredByYourself):
        sign(recognition, 2, both)
    sign(recognition, 2, cast.section_head)


def test_who_handed_it_in_signs_nothing(cast, person, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    recognition = submitted(person, cast)
    recognition.submitted_by = both
    recognition.save()
    sign(recognition, 1, cast.branch_secretary)
    with pytest.raises(office_errors.EnteredByYourself):
        sign(recognition, 2, both)


def test_a_declared_relative_signs_nothing(cast, at_signature, person):
    declaration = RelativeDeclaration.objects.create(
        staff_member=cast.section_head.staff_member, person=person, relation="外甥", declared_on=DAY
    )
    with pytest.raises(office_errors.DeclaredRelative):
        sign(at_signature, 2, cast.section_head)
    declaration.ended_on = DAY
    declaration.save()
    sign(at_signature, 2, cast.section_head)


@pytest.fixture
def two_signatures(bureau, person, cast):
    signatures = [("signature", role, role.label) for role in (Role.SECTION_HEAD, Role.BUREAU_LEADER)]
    put_in_force(RecognitionRoute, bureau, *signatures)
    return submitted(person, cast)


def test_two_signatures_are_two_people(two_signatures, cast, make_user):
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER)
    sign(two_signatures, 1, both)
    with pytest.raises(office_errors.AlreadySigned):
        sign(two_signatures, 2, both)
    sign(two_signatures, 2, cast.bureau_leader)


def test_an_account_without_a_staff_member_signs_nothing(cast, at_signature, make_user):
    nobody = make_user(Role.SECTION_HEAD)
    nobody.staff_member = None
    nobody.save()
    with pytest.raises(office_errors.SignerUnknown):
        sign(at_signature, 2, nobody)


# paper


def test_a_paper_step_stands_once_a_second_person_has_confirmed(cast, at_signature, make_staff):
    leader = make_staff("郑国华", post="leader")  # no account
    register(at_signature, 2, cast, paper(leader, opinion="同意"))
    at_signature.refresh_from_db()
    assert at_signature.status == "submitted"
    with pytest.raises(office_errors.SamePersonConfirms):
        signing.confirm_paper_step(step_id=step(at_signature, 2).pk, by=cast.caseworker)
    signing.confirm_paper_step(step_id=step(at_signature, 2).pk, by=cast.second_caseworker)
    row = step(at_signature, 2)
    assert (row.signer, row.registered_by, row.confirmed_by) == (leader, cast.caseworker, cast.second_caseworker)
    assert at_signature.status == "approved"


@pytest.mark.parametrize("role", list(Role))
def test_who_may_be_the_second_person(cast, at_signature, make_staff, role):
    register(at_signature, 2, cast, paper(make_staff("郑国华", post="leader")), by=cast.second_caseworker)
    row = step(at_signature, 2)
    by = getattr(cast, role.value)
    if role in {Role.CASEWORKER, Role.SECTION_HEAD, Role.BUREAU_LEADER, Role.FINANCE}:
        signing.confirm_paper_step(step_id=row.pk, by=by)
        assert step(at_signature, 2).confirmed_by == by
    else:
        with pytest.raises(office_errors.Refused):
            signing.confirm_paper_step(step_id=row.pk, by=by)


def test_paper_waiting_for_its_second_person_stops_the_next_step(cast, person):
    recognition = submitted(person, cast)
    register(recognition, 1, cast, paper(cast.branch_secretary.staff_member))
    with pytest.raises(rules.NotThisStep):
        sign(recognition, 2, cast.section_head)


def test_who_entered_it_signs_nothing_on_paper_either(cast, person, make_user):
    both = make_user(Role.CASEWORKER, Role.SECTION_HEAD)
    recognition = submitted(person, cast, by=both)
    sign(recognition, 1, cast.branch_secretary)
    with pytest.raises(office_errors.EnteredByYourself):
        register(recognition, 2, cast, paper(both.staff_member))


def test_one_person_signs_one_step_whether_on_paper_or_on_screen(cast, two_signatures, make_staff, make_user):
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER)
    register(two_signatures, 1, cast, paper(both.staff_member))
    signing.confirm_paper_step(step_id=step(two_signatures, 1).pk, by=cast.finance)
    with pytest.raises(office_errors.AlreadySigned):
        sign(two_signatures, 2, both)
    with pytest.raises(office_errors.AlreadySigned):
        register(two_signatures, 2, cast, paper(both.staff_member))


def test_a_relative_signs_nothing_on_paper(cast, at_signature, person, make_staff):
    relative = make_staff("郑国华", post="leader")
    RelativeDeclaration.objects.create(staff_member=relative, person=person, relation="儿子", declared_on=DAY)
    with pytest.raises(office_errors.DeclaredRelative):
        register(at_signature, 2, cast, paper(relative))


def test_a_relative_declared_after_registering_is_found_at_confirming(cast, at_signature, person, make_staff):
    signer = make_staff("郑国华", post="leader")
    register(at_signature, 2, cast, paper(signer))
    RelativeDeclaration.objects.create(staff_member=signer, person=person, relation="儿子", declared_on=DAY)
    with pytest.raises(office_errors.DeclaredRelative):
        signing.confirm_paper_step(step_id=step(at_signature, 2).pk, by=cast.second_caseworker)


def test_the_branchs_word_may_be_not_applicable_because(cast, make_person):
    recognition = submitted(make_person("李明", branch=None), cast)
    with pytest.raises(rules.ReasonMissing):
        register(recognition, 1, cast, paper(outcome="not_applicable", scan=None))
    register(recognition, 1, cast, paper(outcome="not_applicable", opinion="不是党员,没有所在支部", scan=None))
    signing.confirm_paper_step(step_id=step(recognition, 1).pk, by=cast.section_head)
    sign(recognition, 2, cast.section_head)
    recognition.refresh_from_db()
    assert recognition.status == "approved"


def test_an_outside_branch_answers_by_letter(cast, person):
    recognition = submitted(person, cast)
    with pytest.raises(rules.PaperIncomplete, match="来函"):
        register(recognition, 1, cast, paper())
    register(recognition, 1, cast, paper(signer_name="城东社区党支部 张某"))
    assert step(recognition, 1).signer_name == "城东社区党支部 张某"


@pytest.mark.parametrize(
    "sheet, error",
    [
        ({"scan": None}, rules.PaperIncomplete),
        ({"signed_on": date(2026, 1, 21)}, rules.PaperIncomplete),
        ({"signed_on": date(2026, 1, 19)}, rules.PaperIncomplete),
        ({"outcome": "return"}, rules.ReasonMissing),
    ],
)
def test_an_incomplete_sheet_is_refused(cast, at_signature, make_staff, sheet, error):
    with pytest.raises(error):
        register(at_signature, 2, cast, paper(make_staff("郑国华", post="leader"), **sheet))
    assert step(at_signature, 2).outcome == ""


def test_who_left_the_service_signs_nothing(cast, at_signature, make_staff):
    gone = make_staff("郑国华", post="leader", serving_to=date(2025, 12, 31))
    with pytest.raises(rules.SignerNotServing):
        register(at_signature, 2, cast, paper(gone))


def test_an_account_of_another_role_signs_nothing_on_paper(cast, at_signature):
    with pytest.raises(rules.SignerNotServing, match="由负责人办理"):
        register(at_signature, 2, cast, paper(cast.finance.staff_member))


def test_a_meeting_is_registered_with_minutes(cast, person, bureau):
    put_in_force(RecognitionRoute, bureau, ("meeting", "", "党委会研究"))
    recognition = submitted(person, cast)
    with pytest.raises(office_errors.Refused, match="会议纪要"):
        sign(recognition, 1, cast.bureau_leader)
    with pytest.raises(rules.PaperIncomplete):
        register(recognition, 1, cast, paper(body_name="党委会"))
    register(recognition, 1, cast, paper(body_name="党委会", minutes_number="〔2026〕2号"))
    signing.confirm_paper_step(step_id=step(recognition, 1).pk, by=cast.bureau_leader)
    row = step(recognition, 1)
    assert (row.signer, row.body_name, row.minutes_number, row.meeting_on) == (None, "党委会", "〔2026〕2号", DAY)
    assert recognition.status == "approved"


def test_a_sheet_that_does_not_match_is_registered_again(cast, at_signature, make_staff):
    wrong, right = make_staff("郑国华", post="leader"), make_staff("郑国庆", post="leader")
    register(at_signature, 2, cast, paper(wrong))
    with pytest.raises(rules.ReasonMissing):
        signing.discard_paper_step(step_id=step(at_signature, 2).pk, reason=" ", by=cast.second_caseworker)
    signing.discard_paper_step(step_id=step(at_signature, 2).pk, reason="签署人不对", by=cast.second_caseworker)
    row = step(at_signature, 2)
    assert (row.outcome, row.signer, row.on_paper, row.scan) == ("", None, False, None)
    register(at_signature, 2, cast, paper(right))
    signing.confirm_paper_step(step_id=row.pk, by=cast.second_caseworker)
    assert step(at_signature, 2).signer == right


# races and the audit trail


def test_a_withdrawn_application_is_not_signed(cast, at_signature):
    withdraw_recognition(recognition_id=at_signature.pk, reason="本人放弃", by=cast.caseworker)
    with pytest.raises(errors.RecognitionWrongStatus):
        sign(at_signature, 2, cast.section_head)


@pytest.mark.parametrize("second", ["agree", "return"])
def test_who_signs_what_another_has_just_signed_is_told(cast, at_signature, monkeypatch, second):
    """The second read the step before the first one wrote; its compare-and-set must notice."""
    read = signing._locked

    def read_then_lose(step_id):
        found = read(step_id)
        monkeypatch.setattr(signing, "_locked", read)
        sign(at_signature, 2, cast.section_head)
        return found

    monkeypatch.setattr(signing, "_locked", read_then_lose)
    with pytest.raises(office_errors.ChangedMeanwhile):
        sign(at_signature, 2, cast.second_section_head, second, "看过")
    assert step(at_signature, 2).signer != cast.second_section_head.staff_member


def test_nothing_is_signed_when_the_audit_event_cannot_be_written(cast, at_signature, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit.AuditEvent, "save", fail)
    with pytest.raises(RuntimeError):
        sign(at_signature, 2, cast.section_head)
    at_signature.refresh_from_db()
    assert (at_signature.status, step(at_signature, 2).outcome) == ("submitted", "")


def test_every_act_leaves_a_history_row(cast, at_signature):
    sign(at_signature, 2, cast.section_head)
    row = step(at_signature, 2)
    assert row.history.count() == 2
    assert row.history.first().history_user == cast.section_head
    assert not hasattr(RecognitionStep.history.model, "scan")
