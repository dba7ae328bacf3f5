"""What every act on an import batch begins with: may they, is it still waiting, what would the roster change."""

from collections import deque
from datetime import date

from django.db import transaction

from office import clock, permissions
from office.errors import WrongStatus
from office.models import Bureau, User
from office.roles import Permission
from registry.choices import BatchStatus
from registry.errors import DateInFuture, NotInOwnBureau
from registry.imports.plan import frame_of
from registry.imports.reading import Roster
from registry.imports.staging import Plan, make_plan
from registry.models import ImportBatch, Person


def check_may_import(by: User, bureau: Bureau) -> None:
    permissions.check(by, Permission.IMPORT_ROSTER)
    if not by.is_operator and by.bureau_id != bureau.pk:
        raise NotInOwnBureau


def hold_people(bureau: Bureau) -> None:
    """Lock the people of a bureau: what is compared with them still holds when it is written. Queries: one.

    Whoever edits one of them meanwhile waits and then finds the record changed; who pairs one or applies for one
    holds them too (`registry.holding`). Rule: R-382.
    """
    people = Person._base_manager.filter(bureau=bureau).order_by("pk").select_for_update(no_key=True)
    deque(people.values_list("pk").iterator(), maxlen=0)


def check_status(batch: ImportBatch, *allowed: BatchStatus) -> None:
    """Refuse when the batch has gone on meanwhile; in a transaction it stays as it is until the end. Queries: one."""
    batches = ImportBatch.objects.filter(pk=batch.pk)
    if transaction.get_connection().in_atomic_block:
        batches = batches.select_for_update()
    batch.status = batches.values_list("status", flat=True).get()
    if batch.status not in allowed:
        raise gone_on(batch)


def gone_on(batch: ImportBatch) -> WrongStatus:
    return WrongStatus(f"这一批{batch.get_status_display()},不能再处理。")


def plan_roster(roster: Roster, bureau: Bureau, as_of: date | None) -> Plan:
    """Compare the roster as of the date given, else its own, else today; what is found wrong is noted on its rows.

    Rule: R-40.
    """
    today = clock.today()
    on = as_of or roster.as_of or today
    if on > today:
        raise DateInFuture("填报日期")
    return make_plan(roster, frame_of(bureau, on, today))


def summary(what: str, batch: ImportBatch) -> str:
    return f"{what}:{batch.file_name},填报日期 {batch.as_of}"
