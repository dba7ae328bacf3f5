"""Sources with money, recognised people, and applications walked to a status through the workflows."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from casework.choices.recognition import Category, Origin, RecognitionStatus
from casework.models import Recognition
from funds import books
from funds.choices import AidForm, AidKind, PaymentMethod, SourceKind
from funds.models import AidApplication
from funds.workflows import aid, payments, sources, steps
from office import audit, clock, store
from office.choices import StepOutcome

TODAY = date(2026, 3, 10)
_keys = itertools.count(1)


@pytest.fixture(autouse=True)
def _clean_books(request):
    """After every test of money the books are added up again; a test that breaks them on purpose says so."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or request.node.get_closest_marker("broken_books"):
        yield
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    yield
    while audit.seal_events():  # the worker's turn: what happened in another month would be overdue to be sealed
        pass
    assert books.mismatches() == []


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(TODAY):
        yield


def key() -> str:
    return f"key-{next(_keys)}"


def fresh(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.fixture
def make_source(bureau, cast):
    def make(name="离退休专项经费", kind=SourceKind.BUDGET, money="100000.00", **rule):
        rule = sources.SourceRule(**({"name": name, "keeper": cast.finance} | rule))
        source = sources.open_source(bureau=bureau, kind=kind, rule=rule, opened_on=date(2026, 1, 1), by=cast.finance)
        if Decimal(money):
            sources.book_receipt(
                source=source,
                amount=Decimal(money),
                on=date(2026, 1, 5),
                received_from="市局",
                document="拨款单1号",
                by=cast.finance,
                request_key=key(),
            )
        return fresh(source)

    return make


@pytest.fixture
def source(make_source):
    return make_source()


@pytest.fixture
def recognise(bureau, cast):
    """Make somebody a recognised recipient of the year, as the casework workflows leave it."""

    def make(person, year=2026):
        return store.create(
            Recognition(
                bureau=person.bureau,
                person=person,
                branch=person.branch,
                category=Category.HARDSHIP,
                year=year,
                reason="家庭困难",
                origin=Origin.SELF,
                status=RecognitionStatus.RECOGNISED,
                recognised_on=date(year, 2, 1),
                entered_by=cast.caseworker,
                entered_at=clock.now(),
            ),
            by=cast.caseworker,
        )

    return make


@pytest.fixture
def recognised(make_person, recognise):
    def make(name="王秀英", **values):
        person = make_person(name, **values)
        recognise(person)
        return person

    return make


class Walk:
    """Takes applications where a test wants them, by the acts people would take."""

    def __init__(self, cast):
        self.cast = cast

    def draft(self, source, person, amount="2000.00", kind=AidKind.ONE_OFF_GRANT, **terms) -> AidApplication:
        terms = aid.Terms(
            **({"title": "困难补助", "aid_kind": kind, "source": source, "reason": "住院花费较大"} | terms)
        )
        row = aid.Row(person, Decimal(amount), goods="米面油" if kind == AidKind.GIFT else "")
        return aid.open_application(form=AidForm.SINGLE, terms=terms, rows=[row], by=self.cast.caseworker)

    def plan(self, source, people, amount="500.00", occasion="spring_festival", **terms) -> AidApplication:
        terms = aid.Terms(title="春节慰问", aid_kind=AidKind.GREETING_MONEY, source=source, occasion=occasion, **terms)
        rows = [aid.Row(person, Decimal(amount)) for person in people]
        return aid.open_application(form=AidForm.PLAN, terms=terms, rows=rows, by=self.cast.caseworker)

    def submit(self, application) -> AidApplication:
        return fresh(aid.submit_application(application=fresh(application), by=self.cast.caseworker))

    def submitted(self, source, person, amount="2000.00", **terms) -> AidApplication:
        return self.submit(self.draft(source, person, amount, **terms))

    def act(self, application, by, outcome=StepOutcome.AGREE, opinion="", amounts=None) -> AidApplication:
        application = fresh(application)
        steps.take_step(
            application=application,
            version=application.version,
            outcome=outcome,
            opinion=opinion,
            amounts=amounts,
            by=by,
        )
        return fresh(application)

    def approve(self, application, amounts=None) -> AidApplication:
        """Check and sign, by whoever the route names; administrative money."""
        application = fresh(application)
        while (turn := steps.read_turn(application)).step is not None:
            by = getattr(self.cast, turn.step.role)
            lowered = amounts if turn.step.kind == "signature" else None
            application = self.act(application, by, amounts=lowered)
        return application

    def approved(self, source, person, amount="2000.00", **terms) -> AidApplication:
        return self.approve(self.submitted(source, person, amount, **terms))

    def pay(self, item, request_key="", by=None, voucher="2026-支-001"):
        return payments.pay_item(
            item=fresh(item),
            method=PaymentMethod.TREASURY,
            proof=payments.Proof(paid_on=clock.today(), voucher_number=voucher),
            by=by or self.cast.finance,
            request_key=request_key or key(),
        )

    def paid(self, source, person, amount="2000.00", **terms):
        return self.pay(self.approved(source, person, amount, **terms).items.get())


@pytest.fixture
def walk(cast) -> Walk:
    return Walk(cast)
