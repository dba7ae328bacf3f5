"""Recording what a person was told and agreed to, and that they took it back; the notice's words."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from office import audit, clock, permissions, store
from office.models import StaffMember, User
from office.roles import Permission
from registry.choices import ConsentScope, ConsentWay, PaperKind
from registry.errors import ConsentTwice, ConsentUnproved, DateInFuture, EditionTwice
from registry.models import Consent, Person, PrivacyText
from registry.scans import Scan
from registry.workflows.papers import add_paper
from registry.workflows.people import check_may_edit


@transaction.atomic
def record_consents(
    *,
    person: Person,
    scopes: Sequence[str],
    edition: str,
    given_on: date,
    way: str,
    given_by: str,
    by: User,
    witness: StaffMember | None = None,
    scan: Scan | None = None,
) -> list[Consent]:
    """Record each thing on its own; a signed sheet needs its scan, spoken words a witness who is somebody else.

    Raises: Refused, DateInFuture, ConsentUnproved, ConsentTwice.
    Rule: R-335.
    """
    check_may_edit(by, person.bureau)
    if given_on > clock.today():
        raise DateInFuture("日期")
    if way == ConsentWay.PAPER and scan is None:
        raise ConsentUnproved("签字的要上传扫描件。")
    if way == ConsentWay.ORAL and (witness is None or witness.pk == by.staff_member_id):
        raise ConsentUnproved("口头的要有见证人,见证人不能是登记人自己。")
    title = f"{edition} {given_on}"
    paper = add_paper(person=person, kind=PaperKind.CONSENT, title=title, scan=scan, by=by) if scan else None
    made = []
    for scope in scopes:
        consent = Consent(
            person=person,
            scope=scope,
            edition=edition,
            given_on=given_on,
            way=way,
            given_by=given_by.strip(),
            witness=witness if way == ConsentWay.ORAL else None,
            paper=paper,
            entered_by=by,
            entered_at=clock.now(),
        )
        made.append(_create_once(consent, by))
    words = "、".join(str(ConsentScope(scope).label) for scope in scopes)
    audit.record_event("registry.consent.recorded", on=person, by=by, summary=words, edition=edition, way=way)
    return made


def _create_once(consent: Consent, by: User) -> Consent:
    try:
        with transaction.atomic():
            return store.create(consent, by=by)
    except IntegrityError as error:
        raise ConsentTwice(consent.get_scope_display(), consent.edition) from error


@transaction.atomic
def withdraw_consent(*, consent: Consent, withdrawn_on: date, reason: str, by: User) -> None:
    """Record that somebody took a consent back; it stays on record. Raises: Refused, DateInFuture, ChangedMeanwhile.

    Rule: R-335.
    """
    check_may_edit(by, consent.person.bureau)
    if not consent.given_on <= withdrawn_on <= clock.today():
        raise DateInFuture("撤回日期(不早于同意的日期)")
    consent.withdrawn_on, consent.withdrawn_reason = withdrawn_on, reason.strip()
    fields = ["withdrawn_on", "withdrawn_reason"]
    store.claim(consent, by=by, fields=fields, was={"withdrawn_on": None}, reason=reason)
    summary = f"{consent.get_scope_display()},{withdrawn_on}"
    audit.record_event("registry.consent.withdrawn", on=consent.person, by=by, summary=summary)


@transaction.atomic
def write_text(*, edition: str, body: str, holds_from: date, by: User) -> PrivacyText:
    """Keep a new version of the notice; older ones stay as people agreed to them. Raises: Refused, EditionTwice."""
    permissions.check(by, Permission.PROPOSE_POLICY)
    text = PrivacyText(
        bureau=by.bureau, edition=edition.strip(), body=body, holds_from=holds_from, written_by=by,
        written_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            text.save(force_insert=True)
    except IntegrityError as error:
        raise EditionTwice(text.edition) from error
    audit.record_event("registry.consent.text-written", on=text, by=by, summary=text.edition, holds_from=holds_from)
    return text
