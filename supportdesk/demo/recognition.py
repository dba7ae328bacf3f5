"""Recognitions in every state: last year's recognised after their notice, this year's, and a notice in its period."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw

from casework.choices.recognition import USUAL_CAUSE, Category, Cause, EndReason, Origin, RecognitionPaperKind
from casework.closing import closing_of
from casework.models import Recognition, RecognitionNotice, RecognitionStep
from casework.workflows import notice_evidence, notices, objections, recognition, recognition_papers, signing
from office import clock, workdays
from office.choices import EvidenceKind, ObjectionChannel, PostingChannel, StepKind, StepOutcome
from office.models import Branch, StaffMember
from office.roles import Role
from office.signing import Paper
from office.workflows import settings
from registry.choices import PersonKind
from registry.models import Person
from registry.scans import Scan, read_scan
from supportdesk.demo.office import Office

REASONS = {
    Category.FORMER_LEADER: "原任局领导,年事已高,老伴去世后独自居住,生活多有不便。",
    Category.VETERAN: "早年参军,旧伤时有反复,看病路远,需要有人照应。",
    Category.AGED_EMPTY_NEST: "年过七十,子女都在外地,平时无人照料,买菜做饭有困难。",
    Category.SEVERE_ILLNESS: "患病需长期治疗,自付费用较高,家庭负担重。",
    Category.DEPENDANT_IN_HARDSHIP: "没有工作和固定收入,靠子女接济,子女收入也不高。",
    Category.DISASTER: "今年夏天房屋进水受损,修缮花费较大。",
    Category.HARDSHIP: "子女没有稳定工作,一家人主要靠退休金生活。",
}


def scan() -> bytes:
    """Return a picture that stands for the scan of a signed sheet: a blank page with strokes of a pen."""
    page = Image.new("L", (620, 877), 255)
    pen = ImageDraw.Draw(page)
    for line in range(6):
        pen.line([(80, 160 + line * 60), (540, 160 + line * 60)], fill=190, width=2)
    pen.line([(380, 640), (420, 600), (440, 660), (480, 610), (520, 650)], fill=30, width=4)
    out = BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def board(note: str) -> Scan:
    """Return a picture that stands for the photo of a notice board: a sheet on cork, or the cork alone."""
    cork = Image.new("RGB", (1600, 1200), (176, 132, 86))
    if note == EvidenceKind.UP:
        pen = ImageDraw.Draw(cork)
        pen.rectangle([(480, 120), (1120, 1080)], fill="white")
        for line in range(14):
            pen.line([(560, 240 + line * 56), (1040, 240 + line * 56)], fill=(90, 90, 90), width=6)
    out = BytesIO()
    cork.save(out, "JPEG")
    return read_scan(out.getvalue())


def show_board(office: Office, notice: RecognitionNotice, kind: EvidenceKind) -> None:
    """Keep the photo of a notice going up or coming down today."""
    evidence = notice_evidence.Evidence(kind, PostingChannel.BOARD, clock.today(), board(kind))
    notice_evidence.keep_evidence(notice_id=notice.pk, evidence=evidence, by=office.user(Role.CASEWORKER))


def switch_on(office: Office, code: str, *, since: date) -> None:
    """Switch something on that is shipped switched off."""
    head, leader = office.user(Role.SECTION_HEAD), office.user(Role.BUREAU_LEADER)
    number = settings.propose_number(code=code, value=Decimal(1), holds_from=since, note="局党委会议决定", by=head)
    settings.decide_number(number=number, confirmed=True, by=leader)


def apply(office: Office, person: Person, category: Category, *, year: int, submit: bool = True) -> Recognition:
    """Enter an application, and hand it in unless it stays a draft."""
    clerk = office.user(Role.CASEWORKER)
    request = recognition.Request(
        cause=USUAL_CAUSE.get(category, Cause.DEPENDANTS), asked_by=secretary_of(person).name, asked_on=clock.today()
    )
    entered = recognition.open_recognition(
        person=person,
        category=category,
        year=year,
        reason=REASONS[category],
        origin=Origin.BRANCH,
        request=request,
        by=clerk,
    )
    if category == Category.DEPENDANT_IN_HARDSHIP:
        sheet = read_scan(scan())
        recognition_papers.add_paper(recognition=entered, kind=RecognitionPaperKind.LETTER, scan=sheet, by=clerk)
    if submit:
        recognition.submit_recognition(recognition_id=entered.pk, by=clerk)
    return entered


def secretary_of(person: Person) -> StaffMember:
    """Return the secretary of the person's branch; the demonstration gives every branch one."""
    return StaffMember.objects.get(pk=Branch.objects.values_list("secretary", flat=True).get(people=person))


def current_step(entered: Recognition) -> RecognitionStep:
    """Return the step whose turn it is."""
    steps = RecognitionStep.objects.filter(recognition=entered).order_by("-round", "order")
    return next(step for step in steps if not step.outcome)


def give_opinion(office: Office, entered: Recognition) -> None:
    """The branch's opinion: on screen where the secretary has an account, else from paper with a second person."""
    step = current_step(entered)
    secretary = secretary_of(entered.person)
    account = office.user(Role.BRANCH_SECRETARY)
    if account.staff_member_id == secretary.pk:
        signing.sign_step(step_id=step.pk, outcome=StepOutcome.AGREE, opinion="情况属实,支部同意申报。", by=account)
        return
    paper = Paper(
        outcome=StepOutcome.AGREE,
        signed_on=clock.today(),
        opinion="经支部委员会讨论,同意申报。",
        signer=secretary,
        scan=scan(),
        scan_type="image/png",
    )
    signing.register_paper_step(step_id=step.pk, paper=paper, by=office.user(Role.CASEWORKER))
    second = office.second_caseworker
    assert second is not None
    signing.confirm_paper_step(step_id=step.pk, by=second)


def decide(
    office: Office, entered: Recognition, outcome: StepOutcome = StepOutcome.AGREE, opinion: str = "同意。"
) -> None:
    """The section head's signature."""
    step = current_step(entered)
    if step.kind == StepKind.OPINION:
        give_opinion(office, entered)
        step = current_step(entered)
    signing.sign_step(step_id=step.pk, outcome=outcome, opinion=opinion, by=office.user(Role.SECTION_HEAD))


def post(office: Office, entered: Sequence[Recognition], *, first_day: date, year: int) -> RecognitionNotice:
    """Draft a notice of approved recognitions and post it from a day on."""
    clerk = office.user(Role.CASEWORKER)
    texts = notices.NoticeTexts(
        title=f"关于{year}年度拟帮扶离退休人员名单的公示",
        basis="根据离退休人员帮扶工作有关规定,",
        process="经个人申报、支部评议、审核审批,",
        channels=[PostingChannel.BOARD, PostingChannel.BRANCH, PostingChannel.INTRANET],
        contact_section=office.bureau.section_name,
        contact_phone=office.bureau.phone,
        contact_address=office.bureau.address,
    )
    draft = notices.draft_notice(recognition_ids=[one.pk for one in entered], texts=texts, working_days=5, by=clerk)
    notice = notices.post_notice(notice_id=draft.pk, first_day=first_day, by=clerk)
    if first_day <= clock.today():
        show_board(office, notice, EvidenceKind.UP)
    return notice


def close(office: Office, notice: RecognitionNotice, *, today: date) -> None:
    """Close a notice the day after its last day."""
    last_day = RecognitionNotice.objects.values_list("to_on", flat=True).get(pk=notice.pk) or today
    with clock.at(min(last_day + timedelta(days=1), today)):
        note = closing_of(notice).words
        notices.close_notice(notice_id=notice.pk, note=note, by=office.user(Role.CASEWORKER))
        if clock.today() >= last_day:
            show_board(office, notice, EvidenceKind.DOWN)


def recognise(office: Office, people: Sequence[tuple[Person, Category]], *, year: int, on: date, today: date) -> None:
    """Take people through the whole route and the notice, beginning on a day."""
    with clock.at(on):
        entered = [apply(office, person, category, year=year) for person, category in people]
    with clock.at(on + timedelta(days=4)):
        for one in entered:
            decide(office, one)
    first_day = next_working_day(on + timedelta(days=5))
    with clock.at(first_day):
        notice = post(office, entered, first_day=first_day, year=year)
    close(office, notice, today=today)


def next_working_day(day: date) -> date:
    while not workdays.is_working_day(day):
        day += timedelta(days=1)
    return day


def category_of(person: Person, number: int) -> Category:
    """Return a category that fits what is known of the person."""
    if person.kind == PersonKind.SURVIVOR:
        return Category.DEPENDANT_IN_HARDSHIP
    if person.was_leader == "yes":
        return Category.FORMER_LEADER
    if person.is_veteran == "yes":
        return Category.VETERAN
    return [Category.AGED_EMPTY_NEST, Category.SEVERE_ILLNESS, Category.HARDSHIP][number % 3]


def leave_in_every_state(office: Office, people: Sequence[Person], *, year: int, today: date) -> None:
    """Leave this year's later applications where they are: draft, waiting, returned, refused, on notice, ended."""
    clerk = office.user(Role.CASEWORKER)
    days = iter(people)

    def one(submit: bool = True) -> Recognition:
        person = next(days)
        return apply(office, person, category_of(person, person.pk), year=year, submit=submit)

    with clock.at(today - timedelta(days=14)):
        on_notice = [one() for _ in range(4)]
        returned, refused, withdrawn = one(), one(), one()
    with clock.at(today - timedelta(days=11)):
        for entered in on_notice:
            decide(office, entered)
        decide(office, returned, StepOutcome.RETURN, "请补充近半年的医疗费用单据。")
        decide(office, refused, StepOutcome.REFUSE, "家庭收入已明显改善,暂不符合条件。")
        recognition.withdraw_recognition(recognition_id=withdrawn.pk, reason="本人暂不申请", by=clerk)
    first_day = next_working_day(today - timedelta(days=2))
    first_day = min(first_day, next_working_day(today))
    with clock.at(min(first_day, today)):
        notice = post(office, on_notice, first_day=first_day, year=year)
    if first_day <= today:
        with clock.at(today):
            objections.record_objection(
                row_id=notice.rows.latest("number").pk,
                received_on=today,
                channel=ObjectionChannel.PHONE,
                content="反映其子女收入较高,请核实。",
                handler=office.staff_of(Role.BUREAU_LEADER),
                by=clerk,
            )
    with clock.at(today - timedelta(days=3)):
        approved = one()
        decide(office, approved)
        for_signature = one()
        give_opinion(office, for_signature)
    with clock.at(today - timedelta(days=1)):
        one()
        one(submit=False)


def end_one(office: Office, *, year: int, on: date) -> None:
    """One person is better off: the recognition ends with a reason."""
    entered = Recognition.objects.filter(year=year, status="recognised").order_by("pk").last()
    if entered is not None:
        with clock.at(on):
            recognition.end_recognition(
                recognition_id=entered.pk,
                ended_on=on,
                end_reason=EndReason.IMPROVED,
                note="子女就业后家庭收入好转",
                by=office.user(Role.CASEWORKER),
            )
