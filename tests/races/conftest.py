"""The office that races: its people signed in at two servers, and the state each round starts from."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from casework.choices.recognition import Category, Origin, RecognitionStatus
from casework.models import Recognition
from funds.choices import SourceKind
from funds.models import FundSource
from funds.workflows import sources
from office import clock, store, triggers
from office.models import User
from tests.conftest import PASSWORD
from tests.funds.conftest import Walk
from tests.races.browser import Browser
from tests.races.servers import GUARDED, UNGUARDED, Server, two_servers

_numbers = itertools.count(1)


@dataclass
class Office:
    """What the rounds of a race share. `servers` are two processes; `person` makes a recognised recipient."""

    servers: list[Server]
    cast: object
    walk: Walk
    make_person: object

    def __post_init__(self) -> None:
        self._browsers: dict[int, Browser] = {}

    def browser(self, user: User, server: int = 0) -> Browser:
        """Return this person's browser, signed in once; `server` says which process answers."""
        if user.pk not in self._browsers:
            self._browsers[user.pk] = Browser(self.servers[0]).sign_in(user.username, PASSWORD)
        return self._browsers[user.pk].at(self.servers[server])

    def source(self, money: str = "100000.00") -> FundSource:
        keeper, today = self.cast.finance, clock.today()
        rule = sources.SourceRule(name=f"专项经费{next(_numbers)}", keeper=keeper)
        source = sources.open_source(
            bureau=keeper.bureau, kind=SourceKind.BUDGET, rule=rule, opened_on=date(today.year, 1, 1), by=keeper
        )
        self.receive(source, money)
        return FundSource.objects.get(pk=source.pk)

    def receive(self, source: FundSource, money: str):
        return sources.book_receipt(
            source=source,
            amount=Decimal(money),
            on=clock.today(),
            received_from="市局",
            document="拨款单1号",
            by=self.cast.finance,
            request_key=f"receipt-{next(_numbers)}",
        )

    def person(self):
        """Return somebody recognised for this year, as the recognition workflows leave them."""
        person, today = self.make_person(), clock.today()
        store.create(
            Recognition(
                bureau=person.bureau,
                person=person,
                branch=person.branch,
                category=Category.HARDSHIP,
                year=today.year,
                reason="家庭困难",
                origin=Origin.SELF,
                status=RecognitionStatus.RECOGNISED,
                recognised_on=today,
                entered_by=self.cast.caseworker,
                entered_at=clock.now(),
            ),
            by=self.cast.caseworker,
        )
        return person


@pytest.fixture(scope="session")
def guarded(django_db_setup, tmp_path_factory) -> Iterator[list[Server]]:
    with two_servers(GUARDED, tmp_path_factory.mktemp("guarded")) as servers:
        yield servers


@pytest.fixture(scope="session")
def unguarded(django_db_setup, tmp_path_factory) -> Iterator[list[Server]]:
    with two_servers(UNGUARDED, tmp_path_factory.mktemp("unguarded")) as servers:
        yield servers


@pytest.fixture
def office(guarded, transactional_db, cast, make_person) -> Office:
    return Office(guarded, cast, Walk(cast), make_person)


@pytest.fixture
def careless_office(unguarded, transactional_db, cast, make_person) -> Office:
    """The same office at servers without guards."""
    return Office(unguarded, cast, Walk(cast), make_person)


@pytest.fixture
def lifted(transactional_db) -> Iterator:
    """Lift constraints of the database for one test: `lifted(Model, "name of the constraint")`."""
    with contextlib.ExitStack() as stack:
        yield lambda model, name: stack.enter_context(_without(model, name))
        # What was written meanwhile may break them, so it goes before they come back.
        triggers.remove_all(connection)
        call_command("flush", verbosity=0, interactive=False)


@contextlib.contextmanager
def _without(model: type, name: str) -> Iterator[None]:
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)
