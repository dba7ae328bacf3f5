"""Short ways to the states that tests of recognition start from; each walks the real workflows."""

from datetime import date

from casework.choices.recognition import Category, Origin
from casework.models import Recognition
from casework.workflows import notices, signing
from casework.workflows.notice_evidence import Evidence
from casework.workflows.recognition import Request, open_recognition, submit_recognition
from office.choices import EvidenceKind, PostingChannel, StepOutcome
from office.signing import Paper
from registry.scans import Scan

PDF = b"%PDF-1.4 scanned sheet"
REQUEST = Request(cause="illness")
REQUEST_SCAN = Scan(PDF, "application/pdf")
TEXTS = notices.NoticeTexts(
    title="关于2026年度拟帮扶离退休人员名单的公示",
    basis="根据有关规定，",
    process="经个人申报、党支部评议、审核审批，",
    channels=["board"],
    contact_section="人事教育股",
    contact_phone="0746-4700000",
)


def draft(person, cast, **values) -> Recognition:
    values = {"category": Category.SEVERE_ILLNESS, "year": 2026, "reason": "患癌症两年", "origin": Origin.SELF} | values
    return open_recognition(person=person, **({"by": cast.caseworker, "request": REQUEST} | values))


def submitted(person, cast, **values) -> Recognition:
    recognition = draft(person, cast, **values)
    return submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)


def step(recognition, order: int):
    recognition.refresh_from_db()
    return recognition.steps.get(round=recognition.round, order=order)


def sign(recognition, order: int, by, outcome=StepOutcome.AGREE, opinion: str = "") -> Recognition:
    return signing.sign_step(step_id=step(recognition, order).pk, outcome=outcome, opinion=opinion, by=by)


def approved(person, cast, **values) -> Recognition:
    recognition = submitted(person, cast, **values)
    sign(recognition, 1, cast.branch_secretary)
    sign(recognition, 2, cast.section_head)
    recognition.refresh_from_db()
    return recognition


def paper(signer=None, **values) -> Paper:
    values = {"outcome": StepOutcome.AGREE, "signed_on": date(2026, 1, 20), "scan": PDF} | values
    return Paper(signer=signer, scan_type="application/pdf", **values)


def drafted(recognitions, cast, *, working_days: int = 5):
    ids = [row.pk for row in recognitions]
    return notices.draft_notice(recognition_ids=ids, texts=TEXTS, working_days=working_days, by=cast.caseworker)


def posted(recognitions, cast, *, first_day: date, working_days: int = 5):
    notice = drafted(recognitions, cast, working_days=working_days)
    return notices.post_notice(notice_id=notice.pk, first_day=first_day, by=cast.caseworker)


def evidence(taken_on: date, kind: str = "up") -> Evidence:
    return Evidence(EvidenceKind(kind), PostingChannel.BOARD, taken_on, REQUEST_SCAN)


def row_of(notice, recognition):
    return notice.rows.get(recognition=recognition)
