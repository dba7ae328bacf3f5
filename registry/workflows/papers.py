"""A person's photo and scanned papers: added, looked at, taken away."""

from django.db import transaction

from office import audit, files
from office.errors import Refused
from office.models import User
from registry.choices import PaperKind
from registry.holding import hold
from registry.models import Person, PersonPaper
from registry.rights import may_open_paper
from registry.scans import Scan
from registry.workflows.people import check_may_edit

REPLACED = "换了新照片"


@transaction.atomic
def add_paper(*, person: Person, kind: str, title: str, scan: Scan, by: User) -> PersonPaper:
    """Keep a photo or scan; a new photo takes the place of the old one. Raises: Refused, ChangedMeanwhile."""
    check_may_edit(by, person.bureau)
    hold(person)
    if kind == PaperKind.PHOTO:
        for old in person.papers.filter(kind=kind, withdrawn_on=None).defer("content"):
            files.withdraw(old, reason=REPLACED, by=by)
    paper = PersonPaper(person=person, kind=kind, title=title or str(PaperKind(kind).label))
    files.keep(paper, content=scan.content, content_type=scan.content_type, by=by)
    audit.record_event("registry.paper.added", on=person, by=by, summary=paper.get_kind_display(), digest=paper.digest)
    return paper


@transaction.atomic
def open_paper(*, paper: PersonPaper, by: User) -> bytes:
    """Return a paper's bytes and record who looked; the photo is part of the page, and so is the look at it.

    Raises: Refused.
    Rule: R-236.
    """
    if not may_open_paper(by, paper.kind):
        raise Refused(f"“{paper.get_kind_display()}”只有需要办理的人才能打开,请找经办人。")
    if paper.kind != PaperKind.PHOTO:
        summary = f"{paper.get_kind_display()}:{paper.title}"
        audit.record_event("registry.paper.scan-seen", on=paper.person, by=by, summary=summary)
    return bytes(paper.content)


@transaction.atomic
def withdraw_paper(*, paper: PersonPaper, reason: str, by: User) -> None:
    """Take a paper away, with a reason. Raises: Refused, ChangedMeanwhile."""
    check_may_edit(by, paper.person.bureau)
    files.withdraw(paper, reason=reason, by=by)
    summary = f"{paper.get_kind_display()}:{paper.title},{reason}"
    audit.record_event("registry.paper.withdrawn", on=paper.person, by=by, summary=summary)
