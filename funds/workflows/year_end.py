"""Issuing and taking a year's statistics form."""

import datetime
import hashlib

from django.db import IntegrityError, transaction

from funds import documents_year_end as documents
from funds.errors import FormIssued, FormYearNotBegun, ReviewsMissing
from funds.models import YearEndIssue
from funds.permissions import check_can_issue_list
from funds.year_end import YearEnd, year_end
from office import clock, permissions
from office.audit import record_event
from office.errors import ChangedMeanwhile
from office.models import Bureau, User
from office.roles import Permission

WRITERS = {"pdf": documents.form_pdf, "xlsx": documents.form_xlsx}


def issue_form(*, bureau: Bureau, year: int, by: User, seen: str = "") -> YearEndIssue:
    """Issue the year's form: its figures, list and files are kept as they are now, whatever happens later.

    `seen` is the fingerprint of what the section head looked at; a form that has changed since is refused.
    Raises: Refused, FormIssued, FormYearNotBegun, ReviewsMissing, ChangedMeanwhile, Unprintable.
    Rules: R-306, R-307.
    """
    check_can_issue_list(by, bureau)
    if YearEndIssue.objects.filter(bureau=bureau, year=year).exists():
        raise FormIssued(year)
    if year > clock.today().year:
        raise FormYearNotBegun(year)
    content = year_end(bureau, year)
    if missing := content.figures["unreviewed"]:
        raise ReviewsMissing(year, int(missing))
    if seen and seen != content.fingerprint:
        raise ChangedMeanwhile("表中的数字刚刚有了变化,还没有印发。请再看一遍后印发。")
    now = clock.now().replace(microsecond=0)
    files = {kind: write(content, issued_at=now) for kind, write in WRITERS.items()}
    return _keep(bureau, content, files, now, by)


@transaction.atomic
def _keep(bureau: Bureau, content: YearEnd, files: dict[str, bytes], now: datetime.datetime, by: User) -> YearEndIssue:
    """Store the issue if things still are as the files say; of two at once the constraint lets one."""
    if year_end(bureau, content.year).fingerprint != content.fingerprint:
        raise ChangedMeanwhile("印发时数字有了变化,没有印发。请再看一遍后印发。")
    issue = YearEndIssue(
        bureau=bureau,
        year=content.year,
        content=content.as_json(),
        people=len(content.people),
        total=content.figures["amount"],
        digest=hashlib.sha256(files["pdf"]).hexdigest(),
        issued_by=by,
        issued_at=now,
        **files,
    )
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError as error:
        raise FormIssued(content.year) from error
    summary = f"{content.year} 年度,帮扶对象 {issue.people} 人"
    record_event("funds.year-end.issued", on=issue, by=by, summary=summary, digest=issue.digest)
    return issue


def form_file(*, bureau: Bureau, year: int, kind: str, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of the form as pdf or xlsx: the issued ones, or a draft. Who took it is recorded.

    Raises: Refused, Unprintable.
    Rule: R-308.
    """
    permissions.check(by, Permission.SEE_REPORTS)
    issue = YearEndIssue.objects.filter(bureau=bureau, year=year).first()
    if issue is None:
        data = WRITERS[kind](year_end(bureau, year), issued_at=None)
    else:
        data = bytes(getattr(issue, kind))
    draft = issue is None
    summary = f"{year} 年度慰问帮扶统计情况表{'草稿' if draft else ''}"
    record_event("funds.year-end.exported", by=by, bureau=bureau, summary=summary, year=year, format=kind, draft=draft)
    return documents.file_name(year, kind, draft=draft), data


def content_of(bureau: Bureau, year: int) -> tuple[YearEnd, bool]:
    """Return the form as it was issued, else as things stand, and whether it was issued."""
    issue = YearEndIssue.objects.for_page().filter(bureau=bureau, year=year).first()
    return (YearEnd.from_json(issue.content), True) if issue else (year_end(bureau, year), False)
