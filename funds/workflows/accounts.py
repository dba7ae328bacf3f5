"""Taking a source's statement or a year's accounts as a file: who took what is recorded."""

from funds import documents_accounts as documents
from funds.accounts import accounts
from funds.statements import Statement
from office import permissions
from office.audit import record_event
from office.models import Bureau, User
from office.roles import Permission

STATEMENT_WRITERS = {"pdf": documents.statement_pdf, "xlsx": documents.statement_xlsx}
ACCOUNTS_WRITERS = {"pdf": documents.accounts_pdf, "xlsx": documents.accounts_xlsx}


def statement_file(*, statement: Statement, kind: str, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of a statement as pdf or xlsx. Raises: Refused, Unprintable. Rule: R-624."""
    permissions.check(by, Permission.SEE_MONEY)
    data = STATEMENT_WRITERS[kind](statement)
    what = f"“{statement.source.name}”收支明细,{documents.period(statement)}"
    record_event("funds.statement.exported", on=statement.source, by=by, summary=what, format=kind)
    return f"收支明细-{statement.since:%Y%m%d}-{statement.until:%Y%m%d}.{kind}", data


def accounts_file(*, bureau: Bureau, year: int, kind: str, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of a year's accounts as pdf or xlsx. Raises: Refused, Unprintable. Rule: R-624."""
    permissions.check(by, Permission.SEE_REPORTS)
    data = ACCOUNTS_WRITERS[kind](accounts(bureau, year))
    title = documents.accounts_title(year)
    record_event("funds.accounts.exported", by=by, bureau=bureau, summary=title, year=year, format=kind)
    return f"帮扶资金收支情况-{year}.{kind}", data
