"""The year's supervision: drawing records, what was found in each, that it was mended, and the sheet as a file."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Model

from casework import sampling
from casework.choices.pairing import PairingKind
from casework.choices.reviews import ReviewStatus
from casework.choices.supervision import Fault, Finding, Subject
from casework.documents import supervision as documents
from casework.errors import supervision as errors
from casework.models import Contact, InspectedRecord, Inspection, Need, Pairing, ReviewRow
from casework.permissions.supervision import check_can_inspect
from casework.supervision import Year, contacts_of, needs_of, reviews_of, supervision
from office import clock, permissions, policy, routes, store
from office.audit import record_event
from office.models import Bureau, User
from office.roles import Permission

WRITERS = {"pdf": documents.supervision_pdf, "xlsx": documents.supervision_xlsx}
FOUND = ["finding", "fault", "fault_note", "mend_by", "found_by", "found_on"]


def frame_of(year: Year) -> dict[Subject, list[str]]:
    """Return the numbers of the records that may be drawn, by kind. Queries: three."""
    rows = {
        Subject.CONTACT: contacts_of(year),
        Subject.NEED: needs_of(year),
        Subject.REVIEW: reviews_of(year).filter(status=ReviewStatus.DECIDED),
    }
    return {subject: sorted(of.values_list("public_id", flat=True)) for subject, of in rows.items()}


def sizes_of(frame: Mapping[Subject, list[str]], bureau: Bureau) -> dict[Subject, int]:
    """Return how many would be drawn of each kind. Queries: two."""
    percent = policy.number("inspection_percent", bureau=bureau)
    least = policy.whole("inspection_least", bureau=bureau)
    return {kind: sampling.size_of(len(keys), percent=percent, least=least) for kind, keys in frame.items()}


def drawn(inspection: Inspection) -> dict[str, list[str]]:
    """Return the sample as the stored seed and frames give it: the draw, made again. Rule: R-537."""
    return {
        kind: sampling.draw(inspection.seed, keys, inspection.size[kind]) for kind, keys in inspection.frame.items()
    }


@transaction.atomic
def draw_inspection(*, bureau: Bureau, year: int, by: User) -> Inspection:
    """Draw records of each kind of a year, once, by a seed nobody chose.

    Raises: Refused, InspectionYearWrong, InspectionDrawn, NothingToInspect.
    Rule: R-537.
    """
    check_can_inspect(by, bureau.pk)
    today = clock.today()
    if year not in (today.year, today.year - 1):
        raise errors.InspectionYearWrong(today.year)
    bureau = Bureau.objects.select_for_update().get(pk=bureau.pk)  # two who draw at once: the second is told
    if before := Inspection.objects.of_year(bureau, year).first():
        raise errors.InspectionDrawn(year, sum(before.size.values()))
    frame = frame_of(Year(bureau, year))
    if not any(frame.values()):
        raise errors.NothingToInspect(year)
    inspection = Inspection(bureau=bureau, year=year, seed=sampling.new_seed(), frame=frame, drawn_on=today)
    inspection.size, inspection.drawn_by, inspection.drawn_at = sizes_of(frame, bureau), by, clock.now()
    store.create(inspection, by=by)
    store.bulk_create(list(_records(inspection)), by=by)
    summary = f"{year} 年度,抽 {sum(inspection.size.values())} 件,随机码 {inspection.seed}"
    record_event("casework.inspection.drawn", on=inspection, by=by, bureau=bureau, summary=summary)
    return inspection


def _records(inspection: Inspection) -> Iterator[InspectedRecord]:
    """Yield the drawn records with who answers for each: who went, who handles it, the person's contact person."""
    sample, day = drawn(inspection), inspection.drawn_on
    contacts = Contact.objects.filter(public_id__in=sample[Subject.CONTACT]).prefetch_related("persons", "helper_rows")
    needs = Need.objects.filter(public_id__in=sample[Subject.NEED])
    reviews = ReviewRow.objects.filter(public_id__in=sample[Subject.REVIEW])
    seen = {contact: next(iter(contact.persons.all())) for contact in contacts}
    people = {person.pk for person in seen.values()} | {row.person_id for rows in (needs, reviews) for row in rows}
    helper = _paired(PairingKind.CONTACT, people, day)
    leader = _paired(PairingKind.LEADER, people, day)

    def made(subject: Subject, record: Model, person: int, answers: int | None) -> InspectedRecord:
        named = {str(subject): record, "helper_id": answers, "leader_id": leader.get(person)}
        return InspectedRecord(inspection=inspection, subject=subject, **named)

    for contact, person in seen.items():
        went = min((row.helper_id for row in contact.helper_rows.all()), default=None)
        yield made(Subject.CONTACT, contact, person.pk, went)
    for need in needs:
        yield made(Subject.NEED, need, need.person_id, need.assigned_to_id)
    for row in reviews:
        yield made(Subject.REVIEW, row, row.person_id, helper.get(row.person_id))


def _paired(kind: PairingKind, people: set[int], day: date) -> dict[int, int]:
    """Return person → who is paired with them on the day: of several the first one."""
    rows = Pairing.objects.in_force_on(day).filter(kind=kind, person__in=people).order_by("-starts_on", "-pk")
    return dict(rows.values_list("person_id", "helper_id"))


@transaction.atomic
def record_finding(
    *,
    record_id: int,
    version: int,
    finding: Finding,
    by: User,
    fault: Fault | None = None,
    fault_note: str = "",
    mend_by: date | None = None,
) -> InspectedRecord:
    """Record what was found in a drawn record; a fault says what it is and by when it is mended.

    Raises: Refused, OwnRecord, FindingRecorded, FindingIncomplete, ChangedMeanwhile.
    Rules: R-538, R-539.
    """
    record = _to_judge(record_id, by)
    if record.found_on:
        raise errors.FindingRecorded(record.found_on)
    faulty = finding == Finding.FAULTY
    if faulty and (fault is None or mend_by is None):
        raise errors.FindingIncomplete("有问题的,要选明是什么问题,并定下整改期限。")
    if faulty and mend_by is not None and mend_by < clock.today():
        raise errors.FindingIncomplete("整改期限不能早于今天。")
    record.version, record.finding, record.found_by, record.found_on = version, finding, by, clock.today()
    if faulty:
        record.fault, record.fault_note, record.mend_by = str(fault), fault_note.strip(), mend_by
    store.claim(record, by=by, fields=FOUND, was={"finding": ""})
    summary = f"{record} {Finding(finding).label}" + (f":{Fault(record.fault).label}" if faulty else "")
    record_event("casework.inspection.found", on=record, by=by, bureau=record.inspection.bureau, summary=summary)
    return record


@transaction.atomic
def record_mending(*, record_id: int, version: int, mended_on: date, by: User) -> InspectedRecord:
    """Record that a fault was mended, by whoever looked again.

    Raises: Refused, OwnRecord, NothingToMend, FindingIncomplete, ChangedMeanwhile.
    Rule: R-539.
    """
    record = _to_judge(record_id, by)
    if not record.is_unmended or record.found_on is None:
        raise errors.NothingToMend
    if not record.found_on <= mended_on <= clock.today():
        raise errors.FindingIncomplete("整改日期要在检查之后、今天之前。")
    record.version, record.mended_on, record.mended_by = version, mended_on, by
    store.claim(record, by=by, fields=["mended_on", "mended_by"], was={"mended_on": None})
    summary = f"{record} {mended_on} 整改"
    record_event("casework.inspection.mended", on=record, by=by, bureau=record.inspection.bureau, summary=summary)
    return record


def obstacle(record: InspectedRecord, by: User) -> errors.OwnRecord | None:
    """Return why this person may not say what is in the record: it is one of their own. Rule: R-538."""
    actor = routes.Actor.of_account(by)
    for act, who in _had_a_hand(record):
        if actor.is_same_person(who):
            return errors.OwnRecord(act)
    return None


def _had_a_hand(record: InspectedRecord) -> Iterator[tuple[str, routes.Actor]]:
    """Yield who entered, made, handled or decided the record."""
    accounts: dict[str, User | None] = {}
    staff: list[tuple[str, int | None]] = []
    if contact := record.contact:
        accounts = {"录入": contact.entered_by}
        staff = [("走访", row.helper_id) for row in contact.helper_rows.all()]
    if need := record.need:
        accounts = {"登记": need.raised_by}
        staff = [("承办", need.assigned_to_id)]
    if row := record.review:
        accounts = {"提出意见": row.proposed_by, "审定": row.decided_by}
    yield from ((act, routes.Actor.of_account(user)) for act, user in accounts.items() if user is not None)
    yield from ((act, routes.Actor.of_staff(pk)) for act, pk in staff if pk is not None)


def _to_judge(record_id: int, by: User) -> InspectedRecord:
    record = InspectedRecord.objects.locked().select_related("inspection__bureau").get(pk=record_id)
    check_can_inspect(by, record.inspection.bureau_id)
    if found := obstacle(record, by):
        raise found
    return record


def supervision_file(*, bureau: Bureau, year: int, kind: str, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of the appraisal sheet as pdf or xlsx. Raises: Refused, Unprintable. Rule: R-541."""
    permissions.check(by, Permission.SEE_REPORTS)
    of = Year(bureau, year)
    records = InspectedRecord.objects.filter(inspection__bureau=bureau, inspection__year=year).for_list()
    data = WRITERS[kind](supervision(of), list(records))
    title = documents.title_of(year)
    record_event("casework.supervision.exported", by=by, bureau=bureau, summary=title, year=year, format=kind)
    return f"帮扶工作督查考核-{year}.{kind}", data
