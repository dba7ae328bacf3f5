"""The demonstration bureau: loaded through the workflows, rich enough for every page, true to every duty."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework.choices.recognition import RecognitionStatus
from casework.models import Recognition, RecognitionStep
from funds.choices import AidStatus
from funds.models import AidApplication, AidStep, LedgerEntry
from office import audit_words, clock
from office.choices import StepKind
from office.models import AuditEvent, StaffMember, User
from office.roles import Role
from registry.choices import PersonKind
from registry.models import Person

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
