"""What the access table is tried on: the demonstration bureau, a stranger bureau, and a caseworker above the first.

Everything happens on one day of 2026, so that no test depends on when it runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.test import Client

from casework.models import (
    Contact,
    Handover,
    HelperReport,
    InspectedRecord,
    MonthEnd,
    Need,
    NoticeEvidence,
    Objection,
    Pairing,
    Recognition,
    RecognitionNotice,
    RecognitionStep,
    Referral,
    ReviewRow,
)
from casework.workflows import emergencies, leader_plans, needs, recognition_papers, services
from casework.workflows.contacts import add_photo, record_contact
from casework.workflows.schedule import close_month
from funds.choices import AidForm, AidKind, SourceKind
from funds.models import (
    AidApplication,
    AidItem,
    AidStep,
    CashAdvance,
    Donation,
    ForeignTemplate,
    FundSource,
    LedgerEntry,
    Payment,
    Reversal,
)
from funds.workflows import aid, publicity, steps
from office import clock, store
from office.choices import StepOutcome
from office.models import AuditEvent, Bureau, User
from office.roles import Role
from registry import records
from registry.categories.choices import Rule, State
from registry.categories.evaluation import rules_for
from registry.categories.suggestions import suggestions
from registry.choices import PaperKind
from registry.models import Death, HospitalStay, OtherPhone, Person, PersonPaper
from registry.scans import Scan
from registry.workflows import life, relatives
from registry.workflows.consents import record_consents
from registry.workflows.hospitals import add_contact
from registry.workflows.papers import add_paper
from registry.workflows.people import Edit, FamilyRow, edit_person
from registry.workflows.records import add_record
from registry.workflows.suggestions import decline
from supportdesk.demo.load import load_bureau
from tests.access.crawl import Page, crawl
from tests.access.strangers import (
    Strangers,
    budget_line_of,
    duplicates_of,
    duty_of,
    hours_of,
    keep_text,
    make_user,
    opening_of,
    propose_number,
    propose_routes,
    propose_standard,
    stage_roster,
)
from tests.access.table import ABOVE, LETTERS
from tests.registry.survey import survey

TODAY = date(2026, 6, 15)
PASSWORD = "qing-feng-ming-yue"  # of fictitious accounts
OWN_ONLY = {"", "own-branch"}  # what is asked of one's own bureau, with no thing of it in the address
OWN = "PS"  # they see single people: out of scope lies within their own bureau
PLANTED = {  # what is found nowhere else, to see who reads it
    "income": "7654.32",
    "remarks": "胰岛素泵佩戴者",
    "illness": "夜间阵发性呼吸困难",
    "medication": "华法林两片半",
    "household": "87654.00",
    "school": "新山县云溪小学",
    "child-phone": "19900008888",
    "stay": "静湖康复医院",
    "notes": "夜里常独自哭泣",
    "survey": "厨房堆满药盒",
    "reason": "透析已满三年",
    "aid": "自费靶向药",
    "declined": "化疗已经结束",
    "objection": "举报其隐瞒白血病",
    "emergency": "摔倒后股骨颈骨折",
}
AGREE = {"decision": "agree", "opinion": "同意。"}


@dataclass(frozen=True)
class Address:
    """What fills an address: its arguments, what follows the question mark, and what a POST carries."""

    args: tuple[Any, ...] = ()
    query: str = ""
    body: dict[str, Any] = field(default_factory=dict)


class World:
    """The users by letter, and where a thing of each kind stands, in scope and out of it."""

    def __init__(self) -> None:
        self.office = load_bureau(password=PASSWORD)
        above = store.create(Bureau(code="430000", name="上级市税务局"), by=User.operator())
        self.bureau = Bureau.objects.get(pk=self.office.bureau.pk)
        self.bureau.parent = above
        self.bureau.save()
        self.users = {letter: User.objects.get(pk=self.office.user(role).pk) for letter, role in LETTERS.items()}
        self.users[ABOVE] = make_user(above, Role.CASEWORKER, "上级经办")
        self.branch = self.office.branches[0]
        self._inside: dict[str, dict[str, Address]] = {"": {"": Address()}}
        self._outside: dict[str, dict[str, Address]] = {}
        self._sessions: dict[str, str] = {}
        self._read: dict[str, list[Page]] = {}
        self.written: dict[str, dict[str, tuple[int, int]]] = {}  # by letter: tables that reading added rows to

    def put(self, kind: str, inside: Any, outside: Any = None, other: Any = None, **mine: Any) -> None:
        """Name a thing in scope, a stranger's, and one of this bureau that is another person's or branch's.

        `mine` names what is in scope for a single letter instead.
        """
        self._inside[kind] = {"": _address(inside)} | {letter: _address(thing) for letter, thing in mine.items()}
        if outside is not None:
            self._outside[kind] = {"": _address(outside)} | dict.fromkeys(OWN if other else "", _address(other))

    def inside(self, kind: str, letter: str) -> Address:
        return self._inside[kind].get(letter, self._inside[kind][""])

    def outside(self, kind: str, letter: str) -> Address | None:
        """Return where a thing out of scope stands, None for a kind that has no scope."""
        found = self._outside.get(kind, {})
        return found.get(letter, found.get(""))

    def client(self, letter: str) -> Client:
        """Return a fresh browser of a role: one session for all tests, so that none of them signs in."""
        client = Client(raise_request_exception=False)
        if letter not in self._sessions:
            client.force_login(self.users[letter], backend="office.backends.AccountBackend")
            self._sessions[letter] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[letter]
        return client

    def reading(self, letter: str) -> list[Page]:
        """Return what a role reads by following every link; followed once for all tests."""
        if letter not in self._read:
            before = _rows()
            self._read[letter] = crawl(self.client(letter))
            self.written[letter] = {name: (before[name], now) for name, now in _rows().items() if before[name] != now}
        return self._read[letter]


def _rows() -> dict[str, int]:
    """Return how many rows each table holds; a look at a person or a scan, which is recorded, is no change."""
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    looks = Q(action__endswith=".scan-seen") | Q(action="registry.person.seen")
    counts["office.AuditEvent"] -= AuditEvent.objects.filter(looks).count()
    return counts


def _address(thing: Any) -> Address | None:
    return thing if thing is None or isinstance(thing, Address) else Address((thing.public_id,))


def make_world() -> World:
    """Load everything; takes some ten seconds."""
    with clock.at(TODAY):
        world, theirs = World(), Strangers()
        _fill_people(world, theirs)
        _fill_casework(world, theirs)
        _fill_recognitions(world, theirs)
        _fill_notices(world, theirs)
        _fill_duties(world, theirs)
        _fill_hours(world, theirs)
        _fill_reviews(world, theirs)
        _fill_aid(world, theirs)
        _fill_money(world, theirs)
        _fill_settings(world, theirs)
        for letter in world.users:
            world.client(letter)
    return world


def _fill_people(world: World, theirs: Strangers) -> None:
    ours = Person.objects.filter(bureau=world.bureau, died_on=None).order_by("pk")
    own = ours.filter(pk__in=Person.objects.visible_to(world.users["P"]).values("pk"))
    world.person = own.filter(branch=world.branch)[0]
    world.stranger = ours.exclude(pk__in=own.values("pk")).exclude(branch=world.branch)[0]
    world.put("person", world.person, theirs.person, world.stranger)
    values = {"monthly_income": Decimal(PLANTED["income"]), "remarks": PLANTED["remarks"], "outpatient_visits": 37}
    values |= {"illness_notes": PLANTED["illness"], "household_income": Decimal(PLANTED["household"])}
    values |= {"other_illnesses": ["mental"], "medication_notes": PLANTED["medication"]}
    child = {"name": "小宝", "relation": "grandson", "birth_date": date(2016, 5, 1), "schooling": "primary"}
    child |= {"school": PLANTED["school"], "phone": PLANTED["child-phone"], "is_contact": True}
    edit_person(person=world.person, edit=Edit(values=values, family=[FamilyRow(child)]), by=world.users["C"])
    life.record_stay(
        person=world.person,
        by=world.users["C"],
        admitted_on=date(2026, 5, 2),
        discharged_on=date(2026, 5, 9),
        hospital=PLANTED["stay"],
    )
    stay = HospitalStay.objects.filter(person__bureau=world.bureau).order_by("pk")[0]
    ids = (stay.person.public_id, stay.public_id)
    mine = relatives.declare_relative(
        person=stay.person, staff_member=world.office.staff[60], relation="侄子", by=world.users["C"]
    )
    world.put("relative", Address((stay.person.public_id, mine.public_id)), Address((theirs.person.public_id, "x")))
    world.put("stay", Address(ids), Address((theirs.person.public_id, theirs.stay.public_id)))
    phone = records.PHONE.key
    world.put("record-kind", Address((world.person.public_id, phone)), Address((theirs.person.public_id, phone)))
    told = [(person.public_id, phone, record.public_id) for person, record in _phones(world, theirs)]
    world.put("record", Address(told[0]), Address(told[1]))
    world.put("paper", *(Address((one.person.public_id, one.public_id)) for one in _papers(world, theirs)))
    values = {"hospital": "新山县人民医院", "name": "刘医生", "phone": "0746-4711111"}
    cast = [(world.bureau, world.users["C"]), (theirs.bureau, theirs.cast.caseworker)]
    world.put("hospital", *(add_contact(bureau=bureau, values=values, by=by) for bureau, by in cast))
    world.put("survey", survey(world.person, world.users["C"], findings=PLANTED["survey"]), theirs.survey)
    ours, stranger = Death.objects.get(person__bureau=world.bureau), theirs.death
    world.put("dead", ours.person, stranger.person)
    world.put("death", *(Address((one.person.public_id, one.public_id)) for one in (ours, stranger)))
    lines = (Address((one.person.public_id, one.tasks.all()[0].public_id)) for one in (ours, stranger))
    world.put("death-task", *lines)
    _fill_duplicates(world, theirs)
    _fill_suggestions(world, theirs)
    consent = record_consents(
        person=world.person,
        scopes=["minor"],
        edition="2026年通用版",
        given_on=TODAY,
        way="oral",
        given_by="本人",
        witness=world.office.staff[61],
        by=world.users["C"],
    )[0]
    ids = (world.person.public_id, consent.public_id)
    world.put("consent", Address(ids), Address((theirs.person.public_id, "x")))
    world.put("batch", stage_roster(world.users["C"]), theirs.batch)


def _phones(world: World, theirs: Strangers) -> Iterator[tuple[Person, OtherPhone]]:
    values = {"owner": "邻居刘芳", "number": "19900007777"}
    for person, by in ((world.person, world.users["C"]), (theirs.person, theirs.cast.caseworker)):
        yield person, add_record(person=person, kind=records.PHONE, values=values, by=by)


def _papers(world: World, theirs: Strangers) -> Iterator[PersonPaper]:
    scan = Scan(b"%PDF-1.4", "application/pdf")
    for person, by in ((world.person, world.users["C"]), (theirs.person, theirs.cast.caseworker)):
        yield add_paper(person=person, kind=PaperKind.HONOUR, title="光荣在党50年", scan=scan, by=by)


def _fill_duplicates(world: World, theirs: Strangers) -> None:
    """Three records of one name in each bureau: two merged, one found to be another, one withdrawn."""
    mine = duplicates_of(world.users["C"])
    world.put("pair", Address(mine.pair), Address(theirs.duplicates.pair))
    for kind in ("merge", "not_same", "withdrawn"):
        world.put(kind, getattr(mine, kind), getattr(theirs.duplicates, kind))
    stay = HospitalStay.objects.filter(person__bureau=world.bureau).order_by("pk")[0]
    at = (Address((one.person.public_id, one.public_id)) for one in (stay, theirs.stay))
    world.put("person-row", *at)


def _fill_suggestions(world: World, theirs: Strangers) -> None:
    """Decline one suggestion for an illness; another one waits to be declined."""
    clerk, people = world.users["C"], Person.objects.filter(bureau=world.bureau)
    found = suggestions(people, on=TODAY, versions=rules_for(clerk, TODAY))
    ill = [one for one in found if one.state == State.SUGGESTED and one.verdict.version.rule == Rule.SEVERE_ILLNESS]
    at = [Address((one.verdict.person.public_id, Rule.SEVERE_ILLNESS), body={"reason": "家属谢绝"}) for one in ill]
    decline(
        person=Person.objects.get(pk=ill[0].verdict.person.pk),
        suggestion=ill[0],
        reason=PLANTED["declined"],
        by=clerk,
    )
    stranger = Address((theirs.person.public_id, Rule.SEVERE_ILLNESS))
    world.put("judged", Address(at[0].args[:1]), theirs.person)
    world.put("declined", at[0], stranger)
    world.put("suggested", at[1], stranger)
    world.put("rule", Address((Rule.SEVERE_ILLNESS,)))


def _fill_casework(world: World, theirs: Strangers) -> None:
    clerk, helper = world.users["C"], world.users["P"]
    ours = Contact.objects.filter(bureau=world.bureau, voided_at=None).order_by("-pk")
    apart = ours.exclude(helper_rows__helper=helper.staff_member)
    world.put("contact", ours.filter(entered_by=helper)[0], theirs.contact, apart[0])
    scan = Scan(b"\xff\xd8\xff", "image/jpeg")
    own_photo = add_photo(contact=ours.filter(entered_by=helper)[0], scan=scan, by=helper)
    world.put("visit-photo", own_photo, theirs.visit_photo, add_photo(contact=apart[0], scan=scan, by=clerk))
    world.put("notes", _visited_by_another(world))
    own = needs.raise_need(person=world.person, kind="housing", text="修水管", by=clerk)
    needs.assign_need(need_id=own.pk, to=helper.staff_member, due_on=date(2026, 6, 30), by=clerk)
    other = Need.objects.filter(person__bureau=world.bureau).exclude(pk__in=Need.objects.reachable_by(helper))[0]
    world.put("need", own, theirs.need, other)
    body = {"finish-outcome": "修好了", "finish-done_on": str(TODAY)}
    acts = [Address((need.public_id, "finish"), body=body) for need in (own, theirs.need, other)]
    direct = {"direct-text": "请本周办结", "direct-due_on": "2026-06-30"}
    leaders = Address((own.public_id, "direct"), body=direct)
    world.put("need-act", *acts, H=leaders, L=leaders)
    _fill_emergencies(world, theirs)
    terms = services.Terms("家政公司", TODAY, details={"by": "钟点工", "slots": "每周三", "payer": "本人"})
    mine = services.start_service(person=world.person, kind="housekeeping", terms=terms, by=clerk)
    body = {"end-reason": "本人不再需要"}
    world.put("service", mine, theirs.service)
    world.put("service-act", *(Address((one.public_id, "end"), body=body) for one in (mine, theirs.service)))
    at = [person.public_id for person in (world.person, theirs.person)]
    world.put("service-kind", *(Address((one, "study")) for one in at))
    world.put("plan-act", *(Address((one, "open")) for one in at))
    asked = Referral.objects.unanswered().filter(bureau=world.bureau)[0]
    world.put("referral", asked, theirs.referral)
    world.put("referral-act", *(Address((one.public_id, "receive")) for one in (asked, theirs.referral)))
    world.put("report", HelperReport.objects.filter(person__bureau=world.bureau)[0], theirs.report)
    issued = Pairing.objects.contacts().active_on(TODAY).filter(person__bureau=world.bureau).order_by("pk")
    world.put("pairing", issued[0], theirs.pairing)
    close_month(TODAY)
    kept = MonthEnd.objects.order_by("pk")
    world.put("month-end", kept.get(bureau=world.bureau), kept.get(bureau=theirs.pairing.person.bureau))
    waiting = Handover.objects.filter(bureau=world.bureau).waiting()
    own = waiting.waiting_for(helper.staff_member_id)[0]
    world.put("handover", own, theirs.handover, waiting.exclude(pk=own.pk)[0])


def _fill_emergencies(world: World, theirs: Strangers) -> None:
    clerk, helper = world.users["C"], world.users["P"].staff_member
    told = {"told_by": "长子", "told_at": clock.now(), "kind": "injury", "note": PLANTED["emergency"]}
    call = emergencies.Call(**told, lead=helper)
    other = emergencies.Call(**told, lead=world.office.staff[40])
    _, mine = emergencies.record_call(person=world.person, call=call, by=clerk)
    _, another = emergencies.record_call(person=world.stranger, call=other, by=clerk)
    world.put("emergency", mine, theirs.emergency, another)
    body = {"answer": "已到医院", "answered_at": clock.now().isoformat()}
    at = (Address((one.public_id, "answer"), body=body) for one in (mine, theirs.emergency, another))
    world.put("emergency-act", *at)
    hours = {"on": TODAY, "starts_at": time(13), "ends_at": time(14), "task": "accompany", "by": clerk}
    own = emergencies.plan_shift(person=world.person, helper=helper, **hours)
    apart = emergencies.plan_shift(person=world.stranger, other="护工 周姨", **hours)
    world.put("shift", *(Address((one.public_id,), body={"kept": "1"}) for one in (own, theirs.shift, apart)))


def _visited_by_another(world: World) -> Contact:
    return record_contact(
        kind="visit",
        held_on=date(2026, 6, 1),
        helpers=[world.users["H"].staff_member],
        persons=[world.person],
        seen=PLANTED["notes"],
        sheet_reference="走访表第9册",
        by=world.users["C"],
    )


def _fill_recognitions(world: World, theirs: Strangers) -> None:
    ours = Recognition.objects.filter(bureau=world.bureau).order_by("pk")
    steps = RecognitionStep.objects.filter(recognition__in=ours).order_by("pk")
    opinion = steps.next_ones().filter(kind="opinion", recognition__branch=world.branch)[0]
    signature = steps.next_ones().filter(kind="signature", role=Role.SECTION_HEAD)[0]
    other = ours.exclude(branch=world.branch).exclude(steps=None)[0]
    store.claim(_with(opinion.recognition, reason=PLANTED["reason"]), by=world.users["C"], fields=["reason"])
    world.put("recognition", opinion.recognition, theirs.recognition, other)
    papers = [
        recognition_papers.add_paper(
            recognition=one, kind="request", scan=Scan(b"%PDF-1.4", "application/pdf"), by=world.users["C"]
        )
        for one in (opinion.recognition, other)
    ]
    world.put("rec-paper", papers[0], theirs.request, papers[1])
    at = [Address((step.public_id,), body=AGREE) for step in (signature, theirs.step, other.steps.all()[0], opinion)]
    world.put("step", *at[:3], S=at[3])
    world.put("scan", steps.exclude(scan_type="")[0], theirs.paper_step)


def _fill_duties(world: World, theirs: Strangers) -> None:
    ours = duty_of(world.users["C"])
    world.put("duty", ours, theirs.duty)
    mine, apart = (ours.rows.get(person=person) for person in (world.person, world.stranger))
    world.put("duty-row", mine, theirs.duty.rows.first(), apart)
    told = {"starts_on": TODAY, "from_pairings": False, "car": "", "gift": ""}
    clerks = (world.users["C"], theirs.cast.caseworker)
    plans = (leader_plans.draft_plan(title="七一走访慰问计划", by=clerk, **told) for clerk in clerks)
    world.put("leader-plan", *plans)


def _fill_hours(world: World, theirs: Strangers) -> None:
    cast = SimpleNamespace(caseworker=world.users["C"], section_head=world.users["H"])
    both = [hours_of(world.person, cast), theirs.hours]
    world.put("volunteer", *(one.volunteer for one in both))
    world.put("time-service", *(one.waiting for one in both))
    world.put("booking", *(one.booking for one in both))
    told = {"version": 1, "confirmation": "在服务单上签字"}
    world.put("time-act", *(Address((one.waiting.public_id, "witness"), body=told) for one in both))
    spent = {"minutes": "0.5", "on": str(TODAY), "what": "保洁"}
    world.put("spend", *(Address((one.volunteer.public_id, "spend"), body=spent) for one in both))


def _fill_reviews(world: World, theirs: Strangers) -> None:
    ours = ReviewRow.objects.filter(campaign__bureau=world.bureau).order_by("pk")
    drawn = ours.filter(recheck__checked_on=None, recheck__isnull=False)[0]
    body = {"decision": "return", "note": "请核对"}
    proposed = ours.filter(status="proposed")[0]
    world.put("review", drawn.campaign, theirs.drawn_row.campaign)
    world.put(
        "review-row", Address((proposed.public_id,), body=body), Address((theirs.review_row.public_id,), body=body)
    )
    world.put("drawn-row", drawn, theirs.drawn_row)


def _fill_notices(world: World, theirs: Strangers) -> None:
    objection = Objection.objects.filter(row__notice__bureau=world.bureau).select_related("row__notice")[0]
    store.claim(_with(objection, content=PLANTED["objection"]), by=world.users["C"], fields=["content"])
    notice = objection.row.notice
    world.put("notice", notice, theirs.notice)
    ours = RecognitionNotice.objects.filter(bureau=world.bureau)
    world.put("closed", ours.filter(status="closed")[0], theirs.notice)
    world.put("evidence", NoticeEvidence.objects.filter(notice__in=ours)[0], theirs.evidence)
    world.put("issue", Address((notice.public_id, 1)), Address((theirs.notice.public_id, 1)))
    world.put("row", objection.row, theirs.row)
    world.put("objection", objection, theirs.objection)


def _fill_aid(world: World, theirs: Strangers) -> None:
    ours = AidApplication.objects.filter(bureau=world.bureau).order_by("pk")
    for_branch = _asked_of_branch(world)
    other = ours.filter(round__gte=1, form=AidForm.SINGLE).exclude(items__person__branch=world.branch)[0]
    world.put("aid", for_branch, theirs.application, other)
    turns = {letter: _turn(_due(ours, LETTERS[letter])) for letter in "HLF"}
    at = turns["H"], _turn(theirs.application), _turn(other)
    world.put("aid-turn", *at, L=turns["L"], F=turns["F"], S=_turn(for_branch))
    world.put("item", AidItem.objects.filter(application__in=ours, status="payable")[0], theirs.item)
    scans = AidStep.objects.filter(application__in=ours).exclude(scan_type="").order_by("pk")
    world.put("aid-scan", scans[0], theirs.aid_paper)
    world.put("plan", ours.filter(form=AidForm.PLAN)[0], theirs.application)


def _asked_of_branch(world: World) -> AidApplication:
    """Hand in an application to Party dues for a member of the first branch, checked: its opinion is next."""
    dues = FundSource.objects.get(bureau=world.bureau, kind=SourceKind.PARTY_DUES)
    recognised = Recognition.objects.in_force(TODAY.year).filter(branch=world.branch, person__died_on=None)
    person = recognised.filter(person__party_joined_on__isnull=False)[0].person
    terms = aid.Terms(title="困难补助", aid_kind=AidKind.ONE_OFF_GRANT, source=dues, reason=PLANTED["aid"])
    clerk, rows = world.users["C"], [aid.Row(person, Decimal(600))]
    entered = aid.open_application(form=AidForm.SINGLE, terms=terms, rows=rows, by=clerk)
    aid.submit_application(application=entered, by=clerk)
    checked = AidApplication.objects.get(pk=entered.pk)
    steps.take_step(application=checked, version=checked.version, outcome=StepOutcome.AGREE, by=world.users["F"])
    return AidApplication.objects.get(pk=entered.pk)


def _due(ours: QuerySet[AidApplication], role: Role) -> AidApplication:
    """Return an application whose next step is a role's, on screen."""
    waiting = AidStep.objects.next_ones().filter(role=role, application__in=ours).exclude(kind="meeting")
    return waiting.order_by("pk")[0].application


def _turn(application: AidApplication) -> Address:
    """Return how the next step of an application is agreed to."""
    amounts = {f"amount-{item.public_id}": str(item.amount) for item in application.items.all()}
    return Address((application.public_id,), body={"version": application.version} | AGREE | amounts)


def _fill_money(world: World, theirs: Strangers) -> None:
    budget = FundSource.objects.get(bureau=world.bureau, kind=SourceKind.BUDGET)
    world.put("source", budget, theirs.source)
    world.put("standard", propose_standard(world.users["H"]), theirs.standard)
    mine, others = (
        CashAdvance.objects.filter(source=budget, taker=world.users[letter].staff_member)[0] for letter in "PC"
    )
    world.put("advance", mine, theirs.advance, others)
    for kind, name in (("advance-row", "rows"), ("advance-photo", "photos")):
        world.put(kind, *(getattr(one, name).order_by("pk")[0] for one in (mine, theirs.advance, others)))
    world.put("opening", opening_of(world.users["F"]), theirs.opening)
    world.put("donation", Donation.objects.filter(bureau=world.bureau)[0], theirs.donation)
    world.put("payment", Payment.objects.filter(source=budget, status="paid").order_by("pk")[0], theirs.payment)
    world.put("entry", LedgerEntry.objects.filter(source=budget, kind="receipt").order_by("pk")[0], theirs.entry)
    asked = Reversal.objects.asked().filter(entry__source__bureau=world.bureau)
    world.put("reversal", asked[0], theirs.reversal)
    publicity.issue_list(bureau=world.bureau, year=2025, by=world.users["H"])
    lists = [Address((2025,), f"?bureau={bureau.code}") for bureau in (world.bureau, theirs.bureau)]
    world.put("list", *lists)
    world.put("year-end", *lists)
    world.put("year-figure", *(Address((2026, "in_time"), one.query) for one in lists))
    world.put("figure", Address(("met",)))
    world.put("inspected", InspectedRecord.objects.filter(inspection__bureau=world.bureau)[0], theirs.inspected)
    world.put("budget-line", budget_line_of(world.users["C"]), theirs.budget_line)
    world.put("template", ForeignTemplate.objects.get(bureau=world.bureau), theirs.template)


def _with(record: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return record


def _fill_settings(world: World, theirs: Strangers) -> None:
    world.put("staff", world.office.staff[30], theirs.cast.helper.staff_member)
    world.put("branch", world.branch, theirs.branch)
    smallest = min(world.office.branches, key=lambda branch: Person.objects.living(TODAY).filter(branch=branch).count())
    world.put("own-branch", Address(body={"branch": smallest.public_id}))  # the sheets of all take long to print
    world.put("number", propose_number(world.users["H"]), theirs.number)
    route, fund_route = propose_routes(world.users["H"])
    world.put("route", route, theirs.route)
    world.put("fund-route", fund_route, theirs.fund_route)
    world.put("text", keep_text(world.users["C"]), theirs.text)
    world.put("account", Address((world.users["P"].username,)), Address(("nobody",)))
    world.put("year", Address((TODAY.year,)))
    world.put("token", Address(("no-such-token",)))
