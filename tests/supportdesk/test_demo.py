"""The demonstration bureau: loaded through the workflows, rich enough for every page, true to every duty."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import CharField, Count, Max
from django.db.models.functions import Cast

from casework.choices.recognition import RecognitionStatus
from casework.models import ContactDue, Recognition, RecognitionStep
from casework.workflows.contacts import record_contact
from casework.workflows.schedule import refresh_everybody
from funds.choices import AidStatus
from funds.models import AidApplication, AidStep, LedgerEntry
from office import audit_words, clock
from office.choices import StepKind
from office.models import AuditEvent, AuditSeal, StaffMember, User
from office.roles import Role
from registry.choices import PersonKind
from registry.models import Person
from tests.supportdesk.dues_by_hand import RULES, Calendar, Looked

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "qing-feng-ming-yue")
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_demonstration_shows_everything_and_breaks_no_duty(demo, client):
    _accounts(demo, client)
    _people()
    _states()
    _duties()
    _books()
    _dues_of_two_years()
    _commands_twice()


def _accounts(printed, client):
    for role in Role:
        username = f"demo-{role.value.replace('_', '-')}"
        assert username in printed
        user = User.objects.get(username=username)
        assert user.roles == {role}
    assert client.login(username="demo-caseworker", password="qing-feng-ming-yue")
    assert User.objects.filter(staff_member__isnull=False).count() < StaffMember.objects.count() / 5


def _people():
    kinds = Counter(Person.objects.values_list("kind", flat=True))
    assert kinds[PersonKind.HONOURED] + kinds[PersonKind.RETIREE] == 46
    assert kinds[PersonKind.SURVIVOR] >= 3
    today = clock.today()
    for birth in Person.objects.filter(kind=PersonKind.HONOURED).values_list("birth_date", flat=True):
        assert today.year - birth.year > 90


def _states():
    recognitions = set(Recognition.objects.values_list("status", flat=True))
    assert recognitions == set(RecognitionStatus.values)
    assert set(AidApplication.objects.values_list("status", flat=True)) == set(AidStatus.values)
    years = {entry.on.year for entry in LedgerEntry.objects.filter(kind="payment")}
    assert years == {clock.today().year, clock.today().year - 1}
    assert LedgerEntry.objects.filter(kind="reversal").exists()


def _duties():
    for model, key in ((AidStep, "application"), (RecognitionStep, "recognition")):
        signed: dict[int, set[int]] = {}
        for step in model.objects.exclude(outcome="").filter(kind=StepKind.SIGNATURE).select_related("signer", key):
            owner = getattr(step, f"{key}_id")
            assert step.signer_id not in signed.setdefault(owner, set())
            signed[owner].add(step.signer_id)
            assert step.signer_id != getattr(step, key).entered_by.staff_member_id


def _books():
    out = StringIO()
    call_command("check_books", stdout=out)
    assert "相符" in out.getvalue()
    assert not {action for action in AuditEvent.objects.values_list("action", flat=True)} - set(audit_words.WORDS)


def _dues_of_two_years():
    """Walk the clock through two years with a contact at each step; a count day by day gives the same dues."""
    start, by = clock.today(), User.objects.get(username="demo-caseworker")
    calendar = Calendar(date(start.year - 1, 1, 1), date(start.year + 4, 1, 1))
    people = list(Person.objects.standing().living(start).select_related("details").order_by("pk"))
    helper = by.bureau.staff.serving(start).exclude(pk=by.staff_member_id).first()
    seen = set()
    for step in range(0, 731, 61):
        with clock.at(start + timedelta(days=step)):
            kind = ("visit", "call")[step % 2]
            met = {"kind": kind, "held_on": clock.today(), "persons": people[step % 7 :: 7], "sheet_reference": "一册"}
            record_contact(helpers=[helper], by=by, **met)
            refresh_everybody()
            seen |= _check_dues(people, calendar)
    assert seen >= {*RULES, "birthday"}


def _check_dues(people, calendar) -> set[str]:
    rows: dict[int, set] = {}
    for pk, *row in ContactDue.objects.values_list("person_id", "kind", "cause", "opens_on", "due_on"):
        rows.setdefault(pk, set()).add(tuple(row))
    seen = set()
    for person in people:
        looked, found = Looked(person, clock.today()), rows.get(person.pk, set())
        occasions = {row for row in found if row[1] in {*RULES, "birthday"}}
        assert occasions == looked.occasions(calendar), (clock.today(), person.name)
        seen |= {row[1] for row in occasions}
        if not (looked.frail or looked.away):
            rhythms = {(row[0], row[3]) for row in found if row[1] in {"general", "aged", "old"}}
            assert rhythms == looked.rhythms(), (clock.today(), person.name)
    return seen


def _commands_twice():
    """Whatever a timer runs, run again on the same day, writes nothing."""
    for first in (True, False):
        before = _rows()
        for command in (["run_worker", "--once"], ["daily_digest"], ["check_books"]):
            call_command(*command, stdout=StringIO())
        assert (before == _rows()) != first


def _rows():
    """Return how many rows each table has, and one that a row put in another's place would change.

    Seals are left out: what the commands of the first time recorded after the worker is sealed by the next.
    """
    return {
        model: model._base_manager.aggregate(rows=Count("pk"), newest=Max(Cast("pk", CharField())))
        for model in apps.get_models()
        if model is not AuditSeal
    } | {"dues": set(ContactDue.objects.values_list("pk", flat=True))}


def test_a_second_loading_is_refused(bureau):
    with pytest.raises(CommandError, match="已经有记录"):
        call_command("load_demo")


def test_production_refuses_the_demonstration(settings, db):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式"):
        call_command("load_demo")


def test_it_loads_in_the_first_days_of_a_year(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "qing-feng-ming-yue")
    with clock.at(date(2027, 1, 2)):
        call_command("load_demo", stdout=StringIO())
    assert Person.objects.count() >= 49
