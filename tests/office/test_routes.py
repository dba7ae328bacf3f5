"""The rules of routes: which steps an amount asks for, which is next, and who may not act in which."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest

from office import errors, routes
from office.choices import OUTCOMES, StepKind, StepOutcome
from office.clock import SHANGHAI
from office.routes import Actor, PlannedStep

ROUTE = [
    PlannedStep(3, StepKind.SIGNATURE, "bureau_leader", "局领导审批", above=Decimal("5000")),
    PlannedStep(1, StepKind.OPINION, "branch_secretary", "党支部意见"),
    PlannedStep(2, StepKind.SIGNATURE, "section_head", "负责人审批", up_to=Decimal("5000")),
]
MOMENT = datetime(2026, 1, 20, 9, tzinfo=SHANGHAI)
CLERK, HEAD, LEADER = Actor(1, 11), Actor(2, 12), Actor(3, 13)


@dataclass
class Signed:
    order: int
    kind: str = StepKind.SIGNATURE
    outcome: str = StepOutcome.AGREE
    signer_id: int | None = 2
    acted_by_id: int | None = 12
    on_paper: bool = False
    confirmed_at: datetime | None = None


@pytest.mark.parametrize(
    "amount, orders",
    [(None, [1]), (Decimal("4999.99"), [1, 2]), (Decimal("5000"), [1, 2]), (Decimal("5000.01"), [1, 3])],
)
def test_a_band_is_above_its_floor_and_up_to_its_ceiling(amount, orders):
    assert [step.order for step in routes.steps_for(ROUTE, amount)] == orders


def test_the_next_step_is_the_first_not_passed():
    steps = routes.steps_for(ROUTE, Decimal("100"))
    assert routes.next_step(steps, []).order == 1
    assert routes.next_step(steps, [Signed(1, StepKind.OPINION)]).order == 2
    assert routes.next_step(steps, [Signed(1, StepKind.OPINION), Signed(2)]) is None


@pytest.mark.parametrize(
    "row, stands",
    [
        (Signed(1), True),
        (Signed(1, outcome=""), False),
        (Signed(1, on_paper=True), False),
        (Signed(1, on_paper=True, confirmed_at=MOMENT), True),
    ],
)
def test_paper_stands_once_confirmed(row, stands):
    assert routes.counts(row) is stands


@pytest.mark.parametrize("kind", list(StepKind))
@pytest.mark.parametrize("outcome", list(StepOutcome))
def test_what_lets_an_application_go_on(kind, outcome):
    goes_on = outcome in {StepOutcome.AGREE, StepOutcome.NOT_APPLICABLE} or (
        kind == StepKind.OPINION and outcome == StepOutcome.REFUSE
    )
    assert routes.passed(Signed(1, kind=kind, outcome=outcome)) is goes_on


def test_only_an_opinion_may_be_not_applicable():
    assert [kind for kind in StepKind if StepOutcome.NOT_APPLICABLE in OUTCOMES[kind]] == [StepKind.OPINION]


def test_only_agreed_signatures_make_an_approver():
    rows = [
        Signed(1, StepKind.OPINION, signer_id=1),
        Signed(2, StepKind.CHECK, signer_id=3),
        Signed(3, StepKind.MEETING, signer_id=None),
        Signed(4, StepKind.SIGNATURE, outcome=StepOutcome.RETURN, signer_id=4),
        Signed(5, StepKind.SIGNATURE, signer_id=5, acted_by_id=15),
    ]
    assert routes.signers(rows) == [Actor(5, 15)]


def test_on_paper_the_signer_acts_not_the_account_that_typed():
    assert routes.signed_by(Signed(1, signer_id=5, acted_by_id=15, on_paper=True)) == Actor(5, None)


@pytest.mark.parametrize(
    "one, other, same",
    [
        (Actor(1, 11), Actor(1, None), True),
        (Actor(None, 11), Actor(1, 11), True),
        (Actor(1, 11), Actor(2, 12), False),
        (Actor(), Actor(), False),
    ],
)
def test_a_person_is_the_same_by_staff_member_or_account(one, other, same):
    assert one.is_same_person(other) is same


@pytest.mark.parametrize(
    "signer, signed, relatives, error",
    [
        (CLERK, [], (), errors.EnteredByYourself),
        (Actor(1, None), [], (), errors.EnteredByYourself),
        (HEAD, [Signed(1)], (), errors.AlreadySigned),
        (HEAD, [Signed(1, on_paper=True, acted_by_id=None)], (), errors.AlreadySigned),
        (LEADER, [], (3,), errors.DeclaredRelative),
        (Actor(None, 14), [], (), errors.SignerUnknown),
    ],
)
def test_separation_refuses(signer, signed, relatives, error):
    with pytest.raises(error):
        routes.check_separation(ROUTE[2], signer, entered_by=[CLERK], signed_steps=signed, relatives=relatives)


def test_separation_lets_others_pass_and_binds_signatures_only():
    routes.check_separation(ROUTE[2], LEADER, entered_by=[CLERK], signed_steps=[Signed(1)], relatives=[9])
    routes.check_separation(ROUTE[1], CLERK, entered_by=[CLERK], signed_steps=[Signed(3, signer_id=1)], relatives=[1])


def test_ones_own_earlier_opinion_bars_no_signature():
    routes.check_separation(ROUTE[2], HEAD, entered_by=[CLERK], signed_steps=[Signed(1, StepKind.OPINION)])


def test_what_one_person_did_twice_is_told():
    acts = [("录入", "李华", CLERK), ("党支部意见", "李华", Actor(1, None)), ("负责人审批", "王芳", HEAD)]
    assert routes.coincidences(acts) == ["李华 一人办理:录入、党支部意见。"]
