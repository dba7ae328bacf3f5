"""Separation of duties: on screen, in bulk and on paper; and who is the second person."""

from datetime import date
from decimal import Decimal

import pytest

from funds.choices import AidStatus
from funds.errors import NotTheKeeper, NotYourStep, OtherBureau, RelativePays, SameApprover, SamePersonReverses
from funds.models import FundRoute
from funds.workflows import aid, payments, reversals, sources, steps
from office import clock
from office.choices import StepOutcome
from office.errors import AlreadySigned, DeclaredRelative, EnteredByYourself, Refused, SamePersonConfirms
from office.models import Bureau, User
from office.roles import Role
from office.signing import NotThisStep, Paper, PaperIncomplete, ReasonMissing, SignerNotServing
from registry.models import RelativeDeclaration
from tests.funds.conftest import fresh, key
from tests.own_routes import put_in_force

SCAN = b"%PDF-1.4 signed"


def paper(signer, outcome=StepOutcome.AGREE, **values):
    return Paper(
        **(
            {
                "outcome": outcome,
                "signed_on": clock.today(),
                "signer": signer,
                "scan": SCAN,
                "scan_type": "application/pdf",
            }
            | values
        )
    )


def register(application, sheet, by, amounts=None):
    application = fresh(application)
    return steps.register_paper(
        application=application, version=application.version, paper=sheet, amounts=amounts, by=by
    )


def confirm(application, by):
    application = fresh(application)
    steps.confirm_paper(application=application, version=application.version, by=by)
    return fresh(application)


def declare(staff, person):
    declaration = RelativeDeclaration(staff_member=staff, person=person, relation="父女", declared_on=date(2026, 1, 1))
    declaration.save()
    return declaration


@pytest.fixture
def checked(source, recognised, walk, cast):
    """An application that waits for the section head's signature."""
    return walk.act(walk.submitted(source, recognised()), cast.finance)


@pytest.fixture
def entering_head(make_user, cast):
    return make_user(Role.CASEWORKER, Role.SECTION_HEAD, username="entering_head")


@pytest.mark.parametrize("amount", ["4999.99", "5000.00", "100.00"])
def test_who_entered_signs_no_step_on_screen_below_and_at_the_band(
    amount, source, recognised, walk, cast, entering_head
):
    cast.caseworker = entering_head
    application = walk.act(walk.submitted(source, recognised(), amount), cast.finance)
    with pytest.raises(EnteredByYourself):
        walk.act(application, entering_head)
    assert fresh(application).status == AidStatus.SUBMITTED


def test_who_entered_signs_no_step_in_bulk(source, recognised, walk, cast, entering_head):
    foreign = walk.act(walk.submitted(source, recognised("甲")), cast.finance)
    cast.caseworker = entering_head
    own = walk.act(walk.submitted(source, recognised("乙")), cast.finance)
    seen = [(application, application.version) for application in (own, foreign)]
    verdicts = steps.take_steps(seen=seen, outcome=StepOutcome.AGREE, by=entering_head)
    assert ["不能签批" in verdict.error for verdict in verdicts] == [True, False]
    assert (fresh(own).status, fresh(foreign).status) == ("submitted", "approved")


def test_who_entered_signs_no_step_on_paper(source, recognised, walk, cast, entering_head):
    cast.caseworker = entering_head
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    with pytest.raises(EnteredByYourself):
        register(application, paper(entering_head.staff_member), cast.second_caseworker)


def two_signatures(bureau):
    """Give the office a route in which both the head and the leader sign."""
    signatures = [("signature", role, f"{role.label}审批") for role in (Role.SECTION_HEAD, Role.BUREAU_LEADER)]
    put_in_force(FundRoute, bureau, *signatures, source_kind="budget")


def test_nobody_signs_two_steps_of_one_application(bureau, cast, make_user, source, recognised, walk):
    two_signatures(bureau)
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER, username="both")
    application = walk.act(walk.submitted(source, recognised()), both)
    with pytest.raises(AlreadySigned):
        walk.act(application, both)
    with pytest.raises(AlreadySigned):
        register(application, paper(both.staff_member), cast.caseworker)
    assert walk.act(application, cast.bureau_leader).status == AidStatus.APPROVED


def test_a_signature_on_paper_counts_for_the_next_screen(bureau, cast, make_user, source, recognised, walk):
    two_signatures(bureau)
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER, username="both")
    application = walk.submitted(source, recognised())
    register(application, paper(both.staff_member), cast.caseworker)
    confirm(application, cast.second_caseworker)
    with pytest.raises(AlreadySigned):
        walk.act(application, both)


def test_a_declared_relative_neither_signs_nor_pays(checked, walk, cast):
    person = checked.items.get().person
    declare(cast.section_head.staff_member, person)
    with pytest.raises(DeclaredRelative):
        walk.act(checked, cast.section_head)
    with pytest.raises(DeclaredRelative):
        register(checked, paper(cast.section_head.staff_member), cast.caseworker)
    approved = walk.act(checked, cast.second_section_head)
    declare(cast.finance.staff_member, person)
    with pytest.raises(RelativePays):
        walk.pay(approved.items.get())


def test_who_signed_on_paper_does_not_pay(source, recognised, walk, cast, make_user):
    both = make_user(Role.SECTION_HEAD, Role.FINANCE, username="both")
    application = walk.act(walk.submitted(source, recognised()), cast.finance)
    register(application, paper(both.staff_member), cast.caseworker)
    confirm(application, cast.second_caseworker)
    rule = sources.SourceRule(name=source.name, keeper=both)
    sources.change_source(source=fresh(source), rule=rule, by=cast.finance)
    with pytest.raises(SameApprover):
        walk.pay(application.items.get(), by=both)


def test_who_checked_may_pay(source, recognised, walk, cast):
    assert walk.paid(source, recognised()).by == cast.finance


def test_only_the_keeper_pays(checked, walk, cast, make_user):
    item = walk.act(checked, cast.section_head).items.get()
    other = make_user(Role.FINANCE, username="other")
    with pytest.raises(NotTheKeeper):
        walk.pay(item, by=other)
    for role in ("caseworker", "section_head", "bureau_leader", "auditor", "administrator", "helper"):
        with pytest.raises(Refused):
            walk.pay(item, by=getattr(cast, role))


@pytest.mark.parametrize("role", ["caseworker", "bureau_leader", "finance", "helper", "auditor", "administrator"])
def test_a_signature_is_for_its_role(role, checked, walk, cast):
    with pytest.raises(Refused):
        walk.act(checked, getattr(cast, role))
    assert not checked.steps.filter(kind="signature").exclude(outcome="").exists()


def test_an_upper_bureau_signs_and_pays_nothing_below(checked, walk, cast, bureau, make_user):
    upper = Bureau.objects.create(code="431100", name="永山市税务局")
    bureau.parent = upper
    bureau.save()
    head = make_user(Role.SECTION_HEAD, username="upper_head", bureau=upper)
    assert type(checked).objects.visible_to(head).filter(pk=checked.pk).exists()
    with pytest.raises(OtherBureau):
        walk.act(checked, head)


def test_paper_stands_once_a_second_person_has_compared_it(checked, cast):
    item = checked.items.get()
    register(checked, paper(cast.section_head.staff_member), cast.caseworker, {item.public_id: Decimal("1500.00")})
    assert fresh(checked).status == AidStatus.SUBMITTED
    assert fresh(item).amount_approved is None
    with pytest.raises(SamePersonConfirms):
        confirm(checked, cast.caseworker)
    assert confirm(checked, cast.second_caseworker).status == AidStatus.APPROVED
    assert fresh(item).amount_approved == Decimal("1500.00")


def test_paper_that_does_not_match_is_registered_again(checked, cast):
    register(checked, paper(cast.section_head.staff_member), cast.caseworker)
    application = fresh(checked)
    with pytest.raises(NotThisStep):
        register(checked, paper(cast.section_head.staff_member), cast.caseworker)
    steps.discard_paper(
        application=application, version=application.version, reason="金额抄错", by=cast.second_caseworker
    )
    step = checked.steps.get(kind="signature")
    assert (step.outcome, step.on_paper, step.scan, step.amount) == ("", False, None, None)
    register(checked, paper(cast.section_head.staff_member), cast.caseworker)
    assert confirm(checked, cast.second_caseworker).status == AidStatus.APPROVED


def test_paper_must_show_what_it_is(checked, cast, make_staff):
    signer = cast.section_head.staff_member
    with pytest.raises(PaperIncomplete, match="扫描件"):
        register(checked, paper(signer, scan=None), cast.caseworker)
    with pytest.raises(PaperIncomplete, match="签署人"):
        register(checked, paper(None), cast.caseworker)
    with pytest.raises(PaperIncomplete, match="签署日期"):
        register(checked, paper(signer, signed_on=date(2026, 3, 11)), cast.caseworker)
    with pytest.raises(ReasonMissing):
        register(checked, paper(signer, StepOutcome.REFUSE), cast.caseworker)
    with pytest.raises(SignerNotServing):
        register(checked, paper(cast.finance.staff_member), cast.caseworker)
    gone = make_staff("退休的", serving_to=date(2026, 1, 1))
    with pytest.raises(SignerNotServing):
        register(checked, paper(gone), cast.caseworker)


def test_a_meeting_is_entered_from_its_minutes_by_one_and_confirmed_by_another(make_source, recognised, walk, cast):
    union = make_source("工会经费", "union")
    application = walk.act(walk.submitted(union, recognised()), cast.finance)
    with pytest.raises(NotYourStep):
        walk.act(application, cast.section_head)
    with pytest.raises(PaperIncomplete, match="会议纪要"):
        register(application, paper(None), cast.caseworker)
    register(application, paper(None, body_name="工会委员会", minutes_number="2026-3"), cast.caseworker)
    assert confirm(application, cast.finance).status == AidStatus.APPROVED


def test_party_dues_go_through_branch_meeting_and_signature(make_source, recognised, walk, cast):
    dues = make_source("党费", "party_dues", party_members_only=True)
    application = walk.submitted(dues, recognised(party_joined_on=date(1980, 7, 1)))
    application = walk.act(application, cast.finance)
    application = walk.act(application, cast.branch_secretary, opinion="情况属实")
    register(application, paper(None, body_name="机关党委会", minutes_number="5"), cast.caseworker)
    application = confirm(application, cast.second_section_head)
    assert walk.act(application, cast.section_head).status == AidStatus.APPROVED


def test_a_reversal_needs_a_second_person(source, recognised, walk, cast):
    payment = walk.paid(source, recognised())
    reversal = reversals.ask_reversal(entry=payment.entries.get(), reason="付错人", by=cast.finance)
    with pytest.raises(SamePersonReverses):
        reversals.confirm_reversal(reversal=fresh(reversal), by=cast.finance)
    for role in ("helper", "auditor", "administrator", "branch_secretary"):
        with pytest.raises(Refused):
            reversals.confirm_reversal(reversal=fresh(reversal), by=getattr(cast, role))
    reversals.decline_reversal(reversal=fresh(reversal), note="没有付错", by=cast.section_head)
    assert fresh(payment).status == "paid"
    again = reversals.ask_reversal(entry=payment.entries.get(), reason="确实付错", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(again), by=cast.section_head)
    assert payment.entries.count() == 2


def test_cash_needs_two_people_and_a_receiver(source, recognised, walk, cast):
    item = walk.approved(source, recognised("王秀英")).items.select_related("application__source", "person").get()

    def pay(**proof):
        proof = payments.Proof(paid_on=clock.today(), **proof)
        return payments.pay_item(item=fresh(item), method="cash", proof=proof, by=cast.finance, request_key=key())

    witness = cast.caseworker.staff_member
    with pytest.raises(payments.PaymentIncomplete, match="签收人"):
        pay(witness=witness)
    with pytest.raises(payments.PaymentIncomplete, match="两人在场"):
        pay(received_by="王秀英", witness=cast.finance.staff_member)
    with pytest.raises(payments.PaymentIncomplete, match="关系"):
        pay(received_by="李小明", witness=witness)
    assert pay(received_by="李小明", receiver_relation="儿子", witness=witness).status == "paid"


def test_the_operator_signs_nothing(checked, walk):
    operator = User.operator()
    with pytest.raises(Refused):
        walk.act(checked, operator)
    with pytest.raises(Refused):
        aid.submit_application(application=fresh(checked), by=operator)
