"""What every act on an import batch begins with: may they, is it still waiting, what would the roster change."""

from datetime import date

from office import clock, permissions
from office.errors import WrongStatus
from office.models import Bureau, User
from office.roles import Permission
from registry.choices import BatchStatus
from registry.errors import DateInFuture, NotInOwnBureau
from registry.imports.plan import frame_of
from registry.imports.reading import Roster
from registry.imports.staging import Plan, make_plan
from registry.models import ImportBatch


def check_may_import(by: User, bureau: Bureau) -> None:
    permissions.check(by, Permission.IMPORT_ROSTER)
    if not by.is_operator and by.bureau_id != bureau.pk:
        raise NotInOwnBureau


def check_status(batch: ImportBatch, *allowed: BatchStatus) -> None:
    """Refuse when the batch has gone on meanwhile. Queries: one."""
    batch.refresh_from_db(fields=["status"])
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
