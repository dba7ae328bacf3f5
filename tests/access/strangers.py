"""Another bureau with a thing of every kind, made by the same acts: what nobody of the first bureau may ever open."""

from datetime import date, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group

from casework.models import RecognitionRoute
from casework.workflows import (
    duties,
    emergencies,
    needs,
    notice_evidence,
    notices,
    objections,
    recognition_papers,
    referrals,
    reports,
    services,
    signing,
    timebank,
)
from casework.workflows.contacts import add_photo
from casework.workflows.handovers import hand_over
from casework.workflows.supervision import draw_inspection
from funds.choices import AidForm, AidKind, Delivery, PaymentMethod, SourceKind
from funds.models import AidApplication, AidItem, CashAdvance, FundRoute, FundSource
from funds.openings import OpeningPlan, read_openings
from funds.workflows import advances, aid, budget, donations, foreign, openings, payments, reversals, sources, steps
from office import clock, store
from office.choices import STEP_SORTS, ObjectionChannel, StepOutcome, StepSort
from office.models import Branch, Bureau, PolicyText, StaffMember, User
from office.roles import Role
from office.routes import PlannedStep
from office.scans import Scan
from office.spreadsheets import ColumnOut, SheetOut, write_workbook
from office.workflows import settings
from office.workflows.routes import propose_route
from office.workflows.texts import save_text
from registry.choices import PersonKind, Sex
from registry.scans import Scan as PaperScan
from registry.workflows import imports, life, merges, withdrawals
from registry.workflows.people import Edit, create_person
from supportdesk.demo.year_end import city_sheet
from tests.casework import care, recognise
from tests.casework.review import reviewed
from tests.registry.survey import survey

ROSTER = "tests/data/county-roster-2011.xlsx"
BEGUN = date(2026, 3, 10)
STAFF = {
    Role.CASEWORKER: "邻经办",
    Role.SECTION_HEAD: "邻负责",
    Role.BUREAU_LEADER: "邻领导",
    Role.FINANCE: "邻财务",
    Role.HELPER: "邻结对",
    Role.BRANCH_SECRETARY: "邻书记",
}


def make_user(bureau: Bureau, role: Role, name: str, branch: Branch | None = None) -> User:
    """Make an account of a serving staff member."""
    staff = StaffMember(bureau=bureau, name=name, is_party_member=True, branch=branch, serving_from=date(2010, 1, 1))
    store.create(staff, by=User.operator())
    user = User.objects.create_user(
        username=f"{bureau.code}-{role.value}", password="x", bureau=bureau, name=name, staff_member=staff
    )
    user.groups.set([Group.objects.get(name=role.value)])
    return user


def duplicates_of(clerk: User) -> SimpleNamespace:
    """Make records of one name: two to compare, two that were merged, two found to differ, one withdrawn."""
    values = {"kind": PersonKind.RETIREE, "name": "双份记", "birth_date": date(1947, 2, 3)}
    made = [
        create_person(bureau=clerk.bureau, edit=Edit(values=dict(values), holds_from=BEGUN), by=clerk) for _ in range(5)
    ]
    first, second, third, fourth, fifth = made
    why = {"reason": "查过档案", "by": clerk}
    merge, _ = merges.merge_people(kept=third, merged=fourth, taken=[], **why)
    return SimpleNamespace(
        pair=(first.public_id, second.public_id),
        merge=merge,
        not_same=merges.dismiss_pair(one=first, other=third, **why),
        withdrawn=withdrawals.withdraw_person(person=fifth, **why),
    )


def stage_roster(clerk: User) -> Any:
    with open(ROSTER, "rb") as file:
        return imports.stage_file(bureau=clerk.bureau, file_name="名册.xlsx", data=file.read(), by=clerk)


def propose_number(head: User) -> Any:
    day = date(2027, 1, 1)
    return settings.propose_number(code="contact_months", value=Decimal(2), holds_from=day, note="局党委会", by=head)


def propose_standard(head: User) -> Any:
    return sources.propose_standard(
        bureau=head.bureau,
        occasion="spring_festival",
        person_kinds=[PersonKind.RETIREE],
        amount=Decimal(800),
        times_a_year=1,
        document="会议纪要3号",
        holds_from=date(2027, 1, 1),
        by=head,
    )


def propose_routes(head: User) -> list[Any]:
    """Propose a route of recognition and one of money."""
    steps = [PlannedStep(1, *STEP_SORTS[StepSort.LEADER])]
    told = {"bureau": head.bureau, "holds_from": date(2027, 1, 1), "document": "会议纪要3号"}
    routes = [RecognitionRoute(**told), FundRoute(**told, source_kind=SourceKind.WELFARE)]
    return [propose_route(route=route, steps=steps, by=head) for route in routes]


def duty_of(clerk: User) -> Any:
    """Open a yearly list of a whole bureau."""
    today = clock.today()
    return duties.open_duty(
        kind="check_up",
        title="体检",
        year=today.year,
        starts_on=today,
        due_on=today,
        who=duties.Who(),
        by=clerk,
    )


def hours_of(person: Any, cast: Any) -> SimpleNamespace:
    """Enrol a volunteer with one service booked and one to be confirmed."""
    clerk = cast.caseworker
    volunteer = timebank.enrol(who=timebank.Who(name="热心邻居"), by=clerk)
    told = {"volunteer_id": volunteer.pk, "person": person, "on": clock.today(), "minutes": 60, "by": clerk}
    booked, waiting = (timebank.record_service(**told, what=what) for what in ("买菜", "打扫"))
    timebank.confirm_service(service_id=booked.pk, version=1, confirmer="second", by=cast.section_head)
    return SimpleNamespace(volunteer=volunteer, waiting=waiting, booking=booked.booking)


def inspected_by(leader: User) -> Any:
    """Draw the records of a bureau's year and return the first of them."""
    return draw_inspection(bureau=leader.bureau, year=clock.today().year, by=leader).records.first()


def keep_text(clerk: User) -> Any:
    text = PolicyText(bureau=clerk.bureau, number="帮扶发〔2026〕1号", title="帮扶办法")
    return save_text(text=text, scan=Scan(b"%PDF-1.4 text", "application/pdf"), by=clerk)


def budget_line_of(by: Any) -> Any:
    return budget.add_line(bureau=by.bureau, year=2025, purpose="另一项用途", amount=Decimal("800"), by=by)


def opening_of(keeper: User) -> Any:
    """Set up an empty source and bring its opening, which waits for a second person."""
    bureau, rule = keeper.bureau, sources.SourceRule(name="期初经费", keeper=keeper)
    sources.open_source(bureau=bureau, kind=SourceKind.WELFARE, rule=rule, opened_on=clock.today(), by=keeper)
    rows = [["期初经费", "1000"]]
    data = write_workbook([SheetOut("期初余额", [ColumnOut("资金来源"), ColumnOut("上年结余(元)")], rows)])
    seen = OpeningPlan(read_openings("期初.xlsx", data), keeper).fingerprint()
    return openings.ask_opening(file_name="期初.xlsx", data=data, seen=seen, only_valid=False, by=keeper)


def given_to(bureau: Bureau, keeper: User) -> Any:
    """Set up a source of donations and enter one."""
    rule = sources.SourceRule(name="邻县捐款", keeper=keeper)
    source = sources.open_source(
        bureau=bureau, kind=SourceKind.DONATION, rule=rule, opened_on=date(2026, 1, 1), by=keeper
    )
    told = {"amount": Decimal(100), "on": clock.today(), "donor_kind": "person", "request_key": "strangers-gift"}
    return donations.book_donation(source=source, by=keeper, **told)


class Strangers:
    """The other bureau; every attribute is one thing of it."""

    def __init__(self) -> None:
        self.bureau = store.create(Bureau(code="431199", name="邻县税务局", phone="0746-4800000"), by=User.operator())
        self.branch = store.create(Branch(bureau=self.bureau, name="邻县支部"), by=User.operator())
        self.cast = SimpleNamespace(
            **{role.value: make_user(self.bureau, role, name, self.branch) for role, name in STAFF.items()}
        )
        self.branch.secretary = self.cast.branch_secretary.staff_member
        self.branch.save()
        with clock.at(BEGUN):
            self.person, self.second = (self._person(name) for name in ("邻县甲", "邻县乙"))
            self._life_and_care()
            self._recognitions()
            self.duty = duty_of(self.cast.caseworker)
            self.hours = hours_of(self.person, self.cast)
            self.drawn_row = reviewed(self.person, self.cast)
            self.inspected = inspected_by(self.cast.bureau_leader)
            self.review_row = self.drawn_row.campaign.rows.exclude(pk=self.drawn_row.pk).first()
        with clock.at(date(2026, 4, 1)):
            notices.close_notice(notice_id=self.notice.pk, note="无异议。", by=self.cast.caseworker)
            self._money()
        self.standard = propose_standard(self.cast.section_head)
        self.number = propose_number(self.cast.section_head)
        self.route, self.fund_route = propose_routes(self.cast.section_head)
        self.text = keep_text(self.cast.caseworker)
        self.budget_line = budget_line_of(self.cast.caseworker)
        self.template = foreign.upload_template(
            name="邻县表格", filename="表.xlsx", data=city_sheet(), by=self.cast.caseworker
        )
        self.batch = stage_roster(self.cast.caseworker)

    def _person(self, name: str) -> Any:
        values = {
            "kind": PersonKind.RETIREE,
            "name": name,
            "sex": Sex.MALE,
            "birth_date": date(1948, 5, 6),
            "retired_on": date(2008, 5, 1),
            "branch": self.branch,
            "phone": "19900007001",
        }
        edit = Edit(values=values, family=[], holds_from=BEGUN)
        return create_person(bureau=self.bureau, edit=edit, by=self.cast.caseworker)

    def _life_and_care(self) -> None:
        clerk, helper = self.cast.caseworker, self.cast.helper
        self.stay = life.record_stay(
            person=self.person, by=clerk, admitted_on=date(2026, 3, 1), discharged_on=None, hospital="邻县人民医院"
        )
        self.survey = survey(self.person, clerk)
        dead = self._person("邻县故人")
        life.record_death(person=dead, died_on=BEGUN, by=clerk)
        self.death = dead.deaths.get()
        self.duplicates = duplicates_of(clerk)
        self.pairing = care.pair(self.person, helper.staff_member, self.cast)
        self.handover = hand_over(
            giver=helper.staff_member,
            receiver=self.cast.section_head.staff_member,
            pairing_ids=[self.pairing.pk],
            kind="stand_in",
            starts_on=BEGUN,
            ends_on=BEGUN + timedelta(days=30),
            reason="helper_ill",
            by=clerk,
        )
        self.contact = care.visit(self.person, helper.staff_member, clerk)
        self.visit_photo = add_photo(contact=self.contact, scan=recognise.evidence(BEGUN).scan, by=clerk)
        self.need = needs.raise_need(person=self.person, kind="housing", text="修水管", by=clerk)
        call = emergencies.Call(told_by="长女", told_at=clock.now(), kind="injury", lead=helper.staff_member)
        _, self.emergency = emergencies.record_call(person=self.person, call=call, by=clerk)
        hours = {"on": BEGUN, "starts_at": time(8), "ends_at": time(12), "task": "accompany", "by": clerk}
        self.shift = emergencies.plan_shift(person=self.person, helper=helper.staff_member, **hours)
        terms = services.Terms("党支部", BEGUN, details={"rhythm": "每月"})
        self.service = services.start_service(person=self.person, kind="study", terms=terms, by=clerk)
        letter = referrals.Letter("civil", "邻县民政局", "报送困难情况", "letter", BEGUN)
        self.referral = referrals.send_referral(letter=letter, person=self.person, by=clerk)
        self.report = reports.send_report(
            person=self.person, kind="stay", happened_on=BEGUN, hospital="邻县人民医院", by=helper
        )

    def _recognitions(self) -> None:
        clerk = self.cast.caseworker
        both = [recognise.approved(person, self.cast) for person in (self.person, self.second)]
        self.notice = recognise.posted(both, self.cast, first_day=BEGUN)
        self.row = recognise.row_of(self.notice, both[1])
        photo = recognise.evidence(BEGUN)
        self.evidence = notice_evidence.keep_evidence(notice_id=self.notice.pk, evidence=photo, by=clerk)
        self.objection = objections.record_objection(
            row_id=self.row.pk,
            received_on=BEGUN,
            channel=ObjectionChannel.PHONE,
            content="请核实收入",
            handler=self.cast.bureau_leader.staff_member,
            by=clerk,
        )
        self.recognition = recognise.submitted(self.second, self.cast, year=2025)
        self.step = recognise.step(self.recognition, 1)
        self.request = recognition_papers.add_paper(
            recognition=self.recognition, kind="request", scan=recognise.REQUEST_SCAN, by=clerk
        )
        other = recognise.submitted(self.person, self.cast, year=2025)
        paper = recognise.paper(self.cast.branch_secretary.staff_member, signed_on=BEGUN)
        self.paper_step = signing.register_paper_step(step_id=recognise.step(other, 1).pk, paper=paper, by=clerk)

    def _money(self) -> None:
        cast = self.cast
        self.source = sources.open_source(
            bureau=self.bureau,
            kind=SourceKind.BUDGET,
            rule=sources.SourceRule(name="邻县经费", keeper=cast.finance),
            opened_on=date(2026, 1, 1),
            by=cast.finance,
        )
        sources.book_receipt(
            source=self.source,
            amount=Decimal(9000),
            on=BEGUN,
            received_from="市局",
            document="拨款单1号",
            by=cast.finance,
            request_key="strangers-receipt",
        )
        paid, self.application, on_paper, payable = (self._applied(number) for number in range(4))
        self.item, to_pay = self._approved(payable), self._approved(paid)
        proof = payments.Proof(paid_on=clock.today(), voucher_number="支-1")
        self.payment = payments.pay_item(
            item=to_pay, method=PaymentMethod.TREASURY, proof=proof, by=cast.finance, request_key="strangers"
        )
        self.entry = self.payment.entries.get()
        self.reversal = reversals.ask_reversal(entry=self.entry, reason="账号有误", by=cast.finance)
        self.advance = self._advanced()
        self.opening = opening_of(cast.finance)
        self.donation = given_to(self.bureau, cast.finance)
        paper = recognise.paper(cast.finance.staff_member, signed_on=clock.today())
        self.aid_paper = steps.register_paper(
            application=on_paper, version=on_paper.version, paper=paper, by=cast.caseworker
        )

    def _advanced(self) -> CashAdvance:
        """Hand out cash for a plan of one person, signed for, with a photo."""
        cast = self.cast
        source = FundSource.objects.get(pk=self.source.pk)
        terms = aid.Terms("春节慰问", AidKind.GREETING_MONEY, source, occasion="spring_festival")
        rows = [aid.Row(self.second, Decimal(500))]
        plan = aid.open_application(form=AidForm.PLAN, terms=terms, rows=rows, by=cast.caseworker)
        aid.submit_application(application=plan, by=cast.caseworker)
        item = self._approved(plan)
        told = {"issued_on": clock.today(), "document": "借1", "by": cast.finance, "request_key": "strangers-cash"}
        plan.refresh_from_db()
        taker = cast.helper.staff_member
        advance = advances.issue_advance(application=plan, items=[item], taker=taker, **told)
        signed, photo = advances.Told(Delivery.SIGNED, on=clock.today()), PaperScan(b"\xff\xd8\xff", "image/jpeg")
        rows = list(advance.rows.for_list())
        advances.tell_delivery(advance=advance, rows=rows, told=signed, photo=photo, by=cast.caseworker)
        return advance

    def _applied(self, number: int) -> AidApplication:
        source = FundSource.objects.get(pk=self.source.pk)
        title = f"困难补助{number}"
        terms = aid.Terms(title=title, aid_kind=AidKind.ONE_OFF_GRANT, source=source, reason="开支较大")
        rows = [aid.Row(self.person, Decimal(500))]
        entered = aid.open_application(form=AidForm.SINGLE, terms=terms, rows=rows, by=self.cast.caseworker)
        aid.submit_application(application=entered, by=self.cast.caseworker)
        return AidApplication.objects.get(pk=entered.pk)

    def _approved(self, application: AidApplication) -> AidItem:
        for by in (self.cast.finance, self.cast.section_head):
            fresh = AidApplication.objects.get(pk=application.pk)
            steps.take_step(application=fresh, version=fresh.version, outcome=StepOutcome.AGREE, by=by)
        return AidItem.objects.get(application=application)
