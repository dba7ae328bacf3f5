"""Issuing and taking a year's publicity list."""

import datetime
import hashlib

from django.db import IntegrityError, transaction

from funds import documents_publicity as documents
from funds.errors import ListIssued, NothingToPublish, YearNotBegun
from funds.models import PublicityIssue
from funds.permissions import check_can_issue_list, check_can_read_list
from funds.publicity import PublicityList, list_of_year
from office import clock
from office.audit import record_event
from office.errors import ChangedMeanwhile
from office.models import Bureau, User
from office.money import format_yuan

WRITERS = {"pdf": documents.list_pdf, "xlsx": documents.list_xlsx}


def issued_list(bureau: Bureau, year: int) -> PublicityIssue | None:
    """Return the year's list if it was issued, without its files. Queries: one."""
    return PublicityIssue.objects.for_page().filter(bureau=bureau, year=year).first()


def issue_list(*, bureau: Bureau, year: int, by: User, seen: str = "") -> PublicityIssue:
    """Issue the year's list: its rows and files are kept as they are now, whatever happens later.

    `seen` is the fingerprint of the list the section head looked at; a list that has changed since is refused.
    The files are made before the transaction, so that no writer waits for them.
    Raises: Refused, ListIssued, YearNotBegun, NothingToPublish, ChangedMeanwhile, Unprintable.
    Rules: R-164, R-165.
    """
    check_can_issue_list(by, bureau)
    if issued_list(bureau, year):
        raise ListIssued(year)
    if year > clock.today().year:
        raise YearNotBegun(year)
    content = list_of_year(bureau, year)
    if not content.parts:
        raise NothingToPublish(year)
    if seen and seen != content.fingerprint:
        raise ChangedMeanwhile("名单刚刚有了变化,还没有印发。请再看一遍名单后印发。")
    now = clock.now().replace(microsecond=0)
    files = {kind: write(content, issued_at=now) for kind, write in WRITERS.items()}
    return _keep(bureau, content, files, now, by)


@transaction.atomic
def _keep(
    bureau: Bureau, content: PublicityList, files: dict[str, bytes], now: datetime.datetime, by: User
) -> PublicityIssue:
    """Store the issue if the ledger still says what the files say; of two at once the constraint lets one.

    Rule: R-165.
    """
    if list_of_year(bureau, content.year).fingerprint != content.fingerprint:
        raise ChangedMeanwhile("印发时名单有了变化,没有印发。请再看一遍名单后印发。")
    issue = PublicityIssue(
        bureau=bureau,
        year=content.year,
        rows=content.as_json(),
        people=content.people,
        total=content.total,
        digest=hashlib.sha256(files["pdf"]).hexdigest(),
        issued_by=by,
        issued_at=now,
        **files,
    )
    try:
        with transaction.atomic():
            issue.save()
    except IntegrityError as error:
        raise ListIssued(content.year) from error
    summary = f"{content.year} 年度,{content.people} 人,合计 {format_yuan(content.total)} 元"
    record_event("funds.publicity.issued", on=issue, by=by, summary=summary, digest=issue.digest)
    return issue


def list_file(*, bureau: Bureau, year: int, kind: str, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of the list as pdf or xlsx: the issued ones, or a draft. Who took it is recorded.

    Raises: Refused, Unprintable.
    Rule: R-167.
    """
    issue = PublicityIssue.objects.filter(bureau=bureau, year=year).first()
    check_can_read_list(by, issued=issue is not None)
    if issue is None:
        data = WRITERS[kind](list_of_year(bureau, year), issued_at=None)
    else:
        data = bytes(getattr(issue, kind))
    record_taken(bureau, year, kind, by, draft=issue is None)
    return documents.file_name(year, kind, draft=issue is None), data


def record_taken(bureau: Bureau, year: int, kind: str, by: User, *, draft: bool) -> None:
    summary = f"{year} 年度帮扶情况公布名单{'草稿' if draft else ''}"
    record_event("funds.publicity.exported", by=by, bureau=bureau, summary=summary, year=year, format=kind, draft=draft)
