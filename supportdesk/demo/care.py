"""Pairings, a year of contacts, needs and reports."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from casework.choices.contacts import ContactKind, ContactPurpose
from casework.choices.emergencies import EmergencyKind, ShiftTask
from casework.choices.handovers import HandoverKind, HandoverSide
from casework.choices.needs import ConfirmedHow, NeedKind, ReportKind
from casework.choices.pairing import EndReason, PairingKind
from casework.choices.referrals import Agency, Outcome, SentBy
from casework.choices.services import ServiceKind
from casework.models import Need, Pairing
from casework.workflows import contacts, emergencies, handovers, needs, pairing, referrals, reports, services
from casework.workflows.escalation import escalate_overdue
from office import clock
from office.models import Post, StaffMember, User
from office.roles import Role
from registry.models import Person
from supportdesk.demo.office import Office

UNPAIRED = 3  # persons at the end of the roster for whom a helper is still to be found
SEEN = [
    "精神不错,饮食睡眠正常",
    "腿脚不便,下楼要人扶",
    "血压偏高,按时服药",
    "家里暖气片不热,已记下",
    "想念老同事,聊了近一小时",
]
NEEDS = [
    (NeedKind.HOUSING, "卫生间漏水,想请人帮忙修一下"),
    (NeedKind.MEDICAL, "到市里复查没有人陪,希望安排车辆"),
    (NeedKind.LIVING, "希望联系家政每周打扫一次"),
    (NeedKind.LEGAL, "想咨询老房子过户的手续"),
    (NeedKind.LONELINESS, "希望常有人来坐坐,说说话"),
    (NeedKind.OTHER, "订的老年报三期没有收到"),
]

At = Callable[[date], object]


def pair_everybody(office: Office, people: list[Person], *, on: date) -> None:
    """Enter a pairing for nearly everybody and have the section head issue them with one document."""
    helpers = [member for member in office.members if member.post != Post.PRINCIPAL_LEADER]
    own = office.staff_of(Role.HELPER)
    caseworker, head = office.user(Role.CASEWORKER), office.user(Role.SECTION_HEAD)
    helpers = [own, *(member for member in helpers if member != own)]
    proposed = []
    for number, person in enumerate(people[:-UNPAIRED]):
        helper = own if number < 5 else helpers[number % len(helpers)]
        proposed.append(_propose(person, helper, on, caseworker, count=number))
    for person, leader in zip(people[:2], office.staff[:2], strict=True):
        proposed.append(_propose(person, leader, on, caseworker, kind=PairingKind.LEADER))
    pairing.issue_pairings(
        pairing_ids=[row.pk for row in proposed],
        issuing_body=office.bureau.party_body_name,
        document_number=f"新税机党〔{on.year}〕3号",
        by=head,
    )


def _propose(
    person: Person, helper: StaffMember, on: date, by: User, *, kind: str = PairingKind.CONTACT, count: int = 0
) -> Pairing:
    return pairing.propose_pairing(
        person=person,
        helper=helper,
        starts_on=on,
        kind=PairingKind(kind),
        quota_reason="住同一小区,方便就近照应" if kind == PairingKind.CONTACT else "",
        by=by,
    )


def propose_one_more(office: Office, person: Person) -> None:
    """Leave one pairing waiting for the section head."""
    helper = office.members[-1]
    _propose(person, helper, clock.today(), office.user(Role.CASEWORKER))


def record_contacts(office: Office, *, first: date, last: date) -> None:
    """Record a year of contacts, most from signed sheets by the caseworker; every ninth person is overdue."""
    random = Random(12)
    own_user, clerk = office.user(Role.HELPER), office.user(Role.CASEWORKER)
    pairings = Pairing.objects.filter(kind=PairingKind.CONTACT, issued_at__isnull=False).select_related(
        "person__bureau", "helper"
    )
    visits: list[tuple[date, Pairing]] = []
    for number, row in enumerate(pairings.order_by("pk")):
        until = last - timedelta(days=150) if number % 9 == 4 else last
        day = first + timedelta(days=random.randint(3, 60))
        while day <= until:
            visits.append((day, row))
            day += timedelta(days=random.randint(45, 88))
    for sheet, (day, row) in enumerate(sorted(visits, key=lambda visit: visit[0])):
        own = row.helper_id == own_user.staff_member_id
        with clock.at(min(day + timedelta(days=0 if own else 2), last)):
            call = random.random() < 0.35
            contacts.record_contact(
                kind=ContactKind.CALL if call else ContactKind.VISIT,
                held_on=day,
                helpers=[row.helper],
                persons=[row.person],
                purposes=[ContactPurpose.GREET if call else ContactPurpose.VISIT, ContactPurpose.TALK],
                seen=random.choice(SEEN),
                sheet_reference="" if own else f"{day.year}-{sheet + 1:04}",
                by=own_user if own else clerk,
            )


def raise_needs(office: Office, people: list[Person], *, today: date) -> None:
    """Leave needs in every state: waiting, assigned, done, confirmed, withdrawn, past their day, referred."""
    clerk = office.user(Role.CASEWORKER)
    ends = ["registered", "assigned", "done", "confirmed", "closed", "assigned"]
    for number, ((kind, text), end) in enumerate(zip(NEEDS, ends, strict=True)):
        raised = today - timedelta(days=40 - number * 5)
        with clock.at(raised):
            need = needs.raise_need(person=people[number * 4], kind=kind, text=text, by=clerk)
            if end == "registered":
                continue
            if end == "closed":
                needs.withdraw_need(need_id=need.pk, reason="本人已自行解决", by=clerk)
                continue
            helper = office.members[number + 3]
            needs.assign_need(need_id=need.pk, to=helper, due_on=raised + timedelta(days=15), by=clerk)
        if end in ("done", "confirmed"):
            with clock.at(min(raised + timedelta(days=9), today)):
                needs.finish_need(need_id=need.pk, outcome="已联系师傅上门,当天办好", by=clerk)
                if end == "confirmed":
                    needs.confirm_need(need_id=need.pk, how=ConfirmedHow.CALL, said="很满意,谢谢组织", by=clerk)

    _refer(office, people[4], today=today)
    with clock.at(today):
        escalate_overdue(today)


def _refer(office: Office, person: Person, *, today: date) -> None:
    """Refer one need to the medical insurance, which answered, and one report to the civil affairs, which has not."""
    clerk = office.user(Role.CASEWORKER)
    need = Need.objects.get(person=person, status="assigned")
    with clock.at(today - timedelta(days=30)):
        letter = referrals.Letter(
            agency=Agency.MEDICAL_INSURANCE,
            agency_name="新山县医疗保障局",
            subject="申请异地复查备案,请协助办理",
            way=SentBy.LETTER,
            sent_on=clock.today(),
            document_number="新税老函〔2026〕2号",
        )
        sent = referrals.send_referral(letter=letter, need=need, by=clerk)
        report = referrals.Letter(
            agency=Agency.CIVIL_AFFAIRS,
            agency_name="新山县民政局社会救助股",
            subject="报送困难遗属情况,请纳入低保边缘家庭核查",
            way=SentBy.IN_PERSON,
            sent_on=clock.today(),
        )
        second = referrals.send_referral(letter=report, by=clerk)
    with clock.at(today - timedelta(days=24)):
        day = clock.today()
        referrals.receive_referral(referral_id=sent.pk, received_on=day, receipt="周股长", by=clerk)
        referrals.receive_referral(referral_id=second.pk, received_on=day, receipt="救助股 2026-118", by=clerk)
    with clock.at(today - timedelta(days=12)):
        reply = "已办理备案,可直接结算"
        referrals.answer_referral(
            referral_id=sent.pk, replied_on=clock.today(), outcome=Outcome.TAKEN_OVER, reply=reply, by=clerk
        )


def take_calls(office: Office, people: list[Person], *, today: date) -> None:
    """Enter two calls: a fall that is being seen to, and a stay that began yesterday; plan hours for the latter."""
    clerk = office.user(Role.CASEWORKER)
    yesterday = datetime.combine(today - timedelta(days=1), time(19, 30), clock.SHANGHAI)
    fall = emergencies.Call(
        told_by="邻居 周芳", told_at=yesterday, kind=EmergencyKind.INJURY, note="家中滑倒,左脚肿痛,一人在家"
    )
    taken_ill = emergencies.Call(
        told_by="长女 陈静",
        told_at=yesterday,
        hospital="新山县人民医院",
        ward="内二病区",
        bed="8",
        family_contact="长女 陈静",
        family_phone="19900006621",
    )
    with clock.at(yesterday + timedelta(minutes=10)):
        emergencies.record_call(person=people[1], call=fall, by=clerk)
        emergencies.record_call(person=people[2], call=taken_ill, by=clerk)
    with clock.at(today):
        hours: dict[str, Any] = {"person": people[2], "on": today, "task": ShiftTask.ACCOMPANY, "by": clerk}
        own = office.staff_of(Role.HELPER)
        emergencies.plan_shift(starts_at=time(8), ends_at=time(12), helper=own, **hours)
        emergencies.plan_shift(starts_at=time(18), ends_at=time(21), other="护工 周姨", **hours)


def arrange_services(office: Office, people: list[Person], *, today: date) -> None:
    """Leave one person with a plan and two services, of which one ends soon."""
    clerk, person = office.user(Role.CASEWORKER), people[2]
    with clock.at(today - timedelta(days=60)):
        services.open_plan(
            person=person,
            goals="白天有人照应,按时吃饭服药\n出院后每周上门一次",
            in_charge=office.staff_of(Role.HELPER),
            review_on=today + timedelta(days=30),
            by=clerk,
        )
        hours = {"by": "家政公司", "slots": "每周一、三、五 9:00–11:00", "payer": "共同负担", "cost": "900"}
        begun, until = clock.today(), today + timedelta(days=12)
        cleaning = services.Terms("新山县安心家政公司", begun, until, hours)
        services.start_service(person=person, kind=ServiceKind.HOUSEKEEPING, terms=cleaning, by=clerk)
        meals = services.Terms("城东社区服务站", begun, details={"services": ["助餐", "代购"]})
        services.start_service(person=person, kind=ServiceKind.COMMUNITY, terms=meals, by=clerk)


def send_report(office: Office, *, today: date) -> None:
    """Let the helper report a stay that a caseworker has still to confirm."""
    helper = office.user(Role.HELPER)
    row = Pairing.objects.filter(helper=helper.staff_member, kind=PairingKind.CONTACT).select_related("person").last()
    if row is not None:
        with clock.at(today):
            reports.send_report(
                person=row.person, kind=ReportKind.STAY, happened_on=today, hospital="新山县人民医院", by=helper
            )


def change_one_helper(office: Office, *, on: date) -> None:
    """One helper leaves: the pairing ends with a reason and another is proposed and issued in its place."""
    row = Pairing.objects.filter(kind=PairingKind.CONTACT, issued_at__isnull=False).order_by("-pk")[4]
    changed = pairing.propose_change(
        pairing_id=row.pk,
        helper=office.members[-3],
        starts_on=on,
        reason=EndReason.HELPER_LEFT,
        by=office.user(Role.CASEWORKER),
        quota_reason="原联系人调离,就近接替",
    )
    pairing.issue_pairings(
        pairing_ids=[changed.pk],
        issuing_body=office.bureau.party_body_name,
        document_number=f"新税机党〔{on.year}〕9号",
        by=office.user(Role.SECTION_HEAD),
    )


def hand_over_people(office: Office, *, on: date) -> None:
    """One helper falls ill and another stands in; one leaves and hands their people to the bureau's own helper."""
    clerk, own = office.user(Role.CASEWORKER), office.staff_of(Role.HELPER)
    held = Pairing.objects.contacts().active_on(on).exclude(helper=own).order_by("pk")
    ill, leaving = [row for row in held if row.helper.is_party_member][:2]
    stand_in = next(one for one in office.members if one not in (own, ill.helper, leaving.helper))
    done = [
        handovers.hand_over(
            giver=ill.helper,
            receiver=stand_in,
            pairing_ids=[ill.pk],
            kind=HandoverKind.STAND_IN,
            starts_on=on,
            ends_on=on + timedelta(days=60),
            reason=EndReason.HELPER_ILL,
            notes="答应春节前帮老人换一次煤气软管。",
            by=clerk,
        ),
        handovers.hand_over(
            giver=leaving.helper,
            receiver=own,
            pairing_ids=[leaving.pk],
            kind=HandoverKind.TAKE_OVER,
            starts_on=on,
            reason=EndReason.HELPER_LEFT,
            quota_reason="住同一小区,方便就近照应",
            by=clerk,
        ),
    ]
    pairing.issue_pairings(
        pairing_ids=list(Pairing.objects.filter(handover__in=done).values_list("pk", flat=True)),
        issuing_body=office.bureau.party_body_name,
        document_number=f"新税机党〔{on.year}〕11号",
        by=office.user(Role.SECTION_HEAD),
    )
    handovers.confirm_handover(
        handover_id=done[0].pk, side=HandoverSide.RECEIVER, sheet=f"{on.year}年交接单第1号", by=clerk
    )
