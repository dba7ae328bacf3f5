"""Sources with receipts, and aid of last year and this in every state; what was paid stands in the ledger."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from casework.models import Recognition
from funds.choices import (
    AidForm,
    AidKind,
    CarryOver,
    Delivery,
    DonorKind,
    EntryKind,
    PaymentMethod,
    SourceKind,
)
from funds.models import AidApplication, CashAdvance, FundSource, LedgerEntry
from funds.openings import BALANCES, OpeningPlan, read_openings
from funds.workflows import advances, aid, budget, donations, openings, payments, reversals, sources, steps
from funds.workflows.advances import Told
from office import clock
from office.choices import StepKind, StepOutcome
from office.models import PolicyText, StaffMember, User
from office.occasions import Occasion
from office.roles import Role
from office.signing import Paper
from office.spreadsheets import SheetOut, write_workbook
from registry.choices import PersonKind
from registry.models import Person
from registry.scans import read_scan
from supportdesk.demo.office import Office
from supportdesk.demo.recognition import scan, secretary_of

SOURCES: list[tuple[SourceKind, str, dict, int]] = [
    (SourceKind.BUDGET, "离退休帮扶专项经费", {}, 86000),
    (
        SourceKind.PARTY_DUES,
        "党费",
        {"party_members_only": True, "purposes": [AidKind.ONE_OFF_GRANT, AidKind.GREETING_MONEY, AidKind.MEDICAL]},
        30000,
    ),
    (SourceKind.SPECIAL_NEEDS, "特需经费", {"payee_kinds": [PersonKind.HONOURED], "rule_note": "不平均发放"}, 12000),
    (SourceKind.UNION, "工会困难补助", {"purposes": [AidKind.ONE_OFF_GRANT, AidKind.STUDY_AID]}, 8000),
]
BUDGET: list[tuple[str, int, str]] = [
    ("走访慰问", 46000, "46 人 × 500 元 × 2 次"),
    ("困难帮扶", 90000, "按上年认定的困难人员"),
    ("医疗补助", 30000, "按上年住院自付部分"),
]
AMOUNTS = [800, 1000, 1200, 1500, 2000, 2600, 3000]


class Money:
    """Acts of the money side by the demonstration's actors."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.clerk, self.keeper = office.user(Role.CASEWORKER), office.user(Role.FINANCE)
        self.head, self.leader = office.user(Role.SECTION_HEAD), office.user(Role.BUREAU_LEADER)
        self.sources: dict[str, FundSource] = {}

    def open_sources(self, *, year: int, this_year: date, texts: Sequence[PolicyText]) -> None:
        """Set the sources up in January of `year` and book each year's money."""
        grounds = {SourceKind.BUDGET: texts[0], SourceKind.PARTY_DUES: texts[1]}
        for kind, name, rule, amount in SOURCES:
            rule = rule | {"document": grounds.get(kind)}
            with clock.at(date(year, 1, 8)):
                source = sources.open_source(
                    bureau=self.office.bureau,
                    kind=kind,
                    rule=sources.SourceRule(name=name, keeper=self.keeper, carry_over=CarryOver.CARRY, **rule),
                    opened_on=date(year, 1, 8),
                    by=self.keeper,
                )
            self.sources[kind] = source
            for number, day in enumerate([date(year, 1, 20), this_year]):
                self._receive(source, Decimal(amount), day, f"{kind}-{number}")

    def _receive(self, source: FundSource, amount: Decimal, day: date, key: str) -> None:
        with clock.at(day):
            sources.book_receipt(
                source=source,
                amount=amount,
                on=day,
                received_from="市税务局" if source.kind == SourceKind.BUDGET else "本局",
                document=f"拨款通知〔{day.year}〕{source.pk}号",
                by=self.keeper,
                request_key=f"demo-receipt-{key}",
            )

    def apply(self, person: Person, *, amount: int, kind: AidKind, source: SourceKind, reason: str) -> AidApplication:
        """Enter and hand in an application for one person."""
        application = aid.open_application(
            form=AidForm.SINGLE,
            terms=aid.Terms(
                title=f"{person.name} {AidKind(kind).label}", aid_kind=kind, source=self.sources[source], reason=reason
            ),
            rows=[aid.Row(person, Decimal(amount))],
            by=self.clerk,
        )
        return aid.submit_application(application=application, by=self.clerk)

    def step(
        self,
        application: AidApplication,
        *,
        outcome: StepOutcome = StepOutcome.AGREE,
        opinion: str = "同意。",
        lower: int = 0,
    ) -> None:
        """Take the next step, on screen where the person has an account, else from paper with a second person."""
        application.refresh_from_db()
        turn = steps.read_turn(application)
        step = turn.step
        assert step is not None
        amounts = {item.public_id: Decimal(lower) for item in turn.items} if lower else {}
        if step.kind in (StepKind.MEETING, StepKind.OPINION):
            self._paper(application, step.kind, turn.items[0].person, opinion)
            return
        by = {StepKind.CHECK: self.keeper}.get(StepKind(step.kind)) or self._signer(step.role)
        steps.take_step(
            application=application,
            version=application.version,
            outcome=outcome,
            opinion=opinion,
            amounts=amounts,
            by=by,
        )

    def _signer(self, role: str) -> User:
        return self.leader if role == Role.BUREAU_LEADER else self.head

    def _paper(self, application: AidApplication, kind: str, person: Person, opinion: str) -> None:
        meeting = kind == StepKind.MEETING
        paper = Paper(
            outcome=StepOutcome.AGREE,
            signed_on=clock.today(),
            opinion=opinion,
            signer=None if meeting else secretary_of(person),
            scan=scan(),
            scan_type="image/png",
            body_name=f"{self.office.bureau.party_body_name}会议" if meeting else "",
            minutes_number=f"〔{clock.today().year}〕{application.pk}号" if meeting else "",
        )
        steps.register_paper(application=application, version=application.version, paper=paper, by=self.clerk)
        application.refresh_from_db()
        second = self.office.second_caseworker
        assert second is not None
        steps.confirm_paper(application=application, version=application.version, by=second)

    def approve(self, application: AidApplication, *, lower: int = 0) -> None:
        """Take every step of the route; the last one may lower the sum."""
        while True:
            application.refresh_from_db()
            turn = steps.read_turn(application)
            if application.status != "submitted" or turn.step is None:
                return
            self.step(application, lower=lower if turn.step.kind == StepKind.SIGNATURE else 0)

    def pay(self, application: AidApplication, *, rows: int | None = None) -> None:
        """Pay the rows by treasury voucher, as the keeper."""
        application.refresh_from_db()
        items = list(application.items.filter(status="payable").select_related("application__source", "person"))
        proof = payments.Proof(paid_on=clock.today(), voucher_number=f"{clock.today():%Y%m}{application.pk:04}")
        for verdict in payments.pay_items(
            items=items[:rows],
            method=PaymentMethod.TREASURY,
            proof=proof,
            by=self.keeper,
            request_key=f"demo-{application.public_id}",
        ):
            if verdict.error:
                raise RuntimeError(verdict.error)

    def advance(self, plan: AidApplication, rows: int, *, taker: StaffMember) -> CashAdvance:
        """Hand out cash for so many rows of a plan, as the keeper."""
        plan.refresh_from_db()
        items = list(plan.items.payable().order_by("-pk")[:rows])
        return advances.issue_advance(
            application=plan,
            items=items,
            taker=taker,
            issued_on=clock.today(),
            document=f"借{clock.today():%Y%m%d}-{rows}",
            by=self.keeper,
            request_key=f"demo-advance-{plan.public_id}-{rows}",
        )


def draw_up_budgets(money: Money, *, year: int) -> None:
    """The budget of the year and, copied in its December, that of the year after."""
    with clock.at(date(year, 1, 10)):
        for purpose, amount, basis in BUDGET:
            budget.add_line(
                bureau=money.office.bureau,
                year=year,
                purpose=purpose,
                amount=Decimal(amount),
                basis=basis,
                by=money.clerk,
            )
    with clock.at(date(year, 12, 10)):
        budget.copy_last_year(bureau=money.office.bureau, year=year + 1, by=money.clerk)


def last_year(money: Money, *, year: int) -> None:
    """Aid of last year, all of it approved and paid; one payment reversed this year."""
    recognised = recognised_people(year)
    for number, person in enumerate(recognised[:9]):
        day = date(year, 4 + number % 6, 6 + number)
        with clock.at(day):
            application = money.apply(person, **terms(person, number))
        with clock.at(day + timedelta(days=6)):
            money.approve(application)
        with clock.at(day + timedelta(days=11)):
            money.pay(application)


def this_year(money: Money, *, year: int, people: Sequence[Person], day: Callable[[float], date]) -> None:
    """This year's greetings plan, and single applications in every state; `day(0…1)` is a day from January to today."""
    _greetings(money, people, day)
    _opened_books(money, day)
    _gifts(money, day)
    recognised = recognised_people(year)
    for number, person in enumerate(recognised[:6]):
        with clock.at(day(0.86 + number / 100)):
            application = money.apply(person, **terms(person, number + 3))
            money.approve(application, lower=700 if number == 2 else 0)
        with clock.at(day(0.94)):
            money.pay(application)
    _reversals(money, day)
    _unfinished(money, recognised[6:], day)


def _opened_books(money: Money, day: Callable[[float], date]) -> None:
    """A source that came with a balance from before the system, brought by its keeper and confirmed by the head."""
    rule = sources.SourceRule(name="职工福利费", keeper=money.keeper)
    with clock.at(day(0.01)):
        sources.open_source(
            bureau=money.office.bureau, kind=SourceKind.WELFARE, rule=rule, opened_on=clock.today(), by=money.keeper
        )
        row = ["职工福利费", "6000", "", "", "上年账簿第12页"]
        data = write_workbook([SheetOut(BALANCES.sheet_name, BALANCES.columns_out(), [row])])
        seen = OpeningPlan(read_openings("期初.xlsx", data), money.keeper).fingerprint()
        opening = openings.ask_opening(file_name="期初.xlsx", data=data, seen=seen, only_valid=False, by=money.keeper)
        openings.confirm_opening(opening=opening, by=money.head)


def _gifts(money: Money, day: Callable[[float], date]) -> None:
    """A source for what is given to study aid, with a gift by name and one without."""
    rule = sources.SourceRule(name="爱心助学捐款", keeper=money.keeper, purposes=[AidKind.STUDY_AID])
    with clock.at(day(0.05)):
        source = sources.open_source(
            bureau=money.office.bureau, kind=SourceKind.DONATION, rule=rule, opened_on=clock.today(), by=money.keeper
        )
    gifts = [
        (5000, DonorKind.UNIT, "新山县竹器厂", [AidKind.STUDY_AID], "给老同志家上学的孩子"),
        (800, DonorKind.MEMBER, "", [], ""),
    ]
    for number, (amount, kind, donor, wish, words) in enumerate(gifts):
        with clock.at(day(0.1 + number / 10)):
            donations.book_donation(
                source=source,
                amount=Decimal(amount),
                on=clock.today(),
                donor_kind=kind,
                donor=donor,
                wish=wish,
                wish_note=words,
                by=money.keeper,
                request_key=f"demo-gift-{number}",
            )


def _greetings(money: Money, people: Sequence[Person], day: Callable[[float], date]) -> None:
    """One plan with an attached list, approved once; all but the last rows are paid."""
    with clock.at(day(0.02)):
        plan = aid.open_application(
            form=AidForm.PLAN,
            terms=aid.Terms(
                title=f"{day(0).year}年春节慰问方案",
                aid_kind=AidKind.GREETING_MONEY,
                source=money.sources[SourceKind.BUDGET],
                occasion=Occasion.SPRING_FESTIVAL,
            ),
            rows=[aid.Row(person, Decimal(500)) for person in people],
            by=money.clerk,
        )
        aid.submit_application(application=plan, by=money.clerk)
    with clock.at(day(0.04)):
        money.approve(plan)
    with clock.at(day(0.06)):
        money.pay(plan, rows=len(people) - 12)
    _delivered_in_cash(money, plan, day)


def _delivered_in_cash(money: Money, plan: AidApplication, day: Callable[[float], date]) -> None:
    """Six of the plan in cash, settled with one brought back; two more are with a helper, one of them signed for."""
    with clock.at(day(0.06)):
        settled = money.advance(plan, 6, taker=money.office.staff_of(Role.CASEWORKER))
    with clock.at(day(0.07)):
        rows = list(settled.rows.for_list())
        kin = Told(Delivery.COLLECTED, on=clock.today(), received_by="刘芳", relation="邻居")
        photo = read_scan(scan())
        advances.tell_delivery(advance=settled, rows=rows[:1], told=kin, photo=photo, by=money.clerk)
        away = Told(Delivery.UNDELIVERED, reason="去外地子女家过年")
        advances.tell_delivery(advance=settled, rows=rows[1:2], told=away, by=money.clerk)
        signed = Told(Delivery.SIGNED, on=clock.today())
        advances.tell_delivery(advance=settled, rows=rows[2:], told=signed, by=money.clerk)
        advances.hand_in(advance=settled, sheet=photo, by=money.clerk)
        advances.settle(advance=settled, version=settled.version, by=money.keeper)
    helper = money.office.user(Role.HELPER)
    with clock.at(day(0.96)):
        under_way = money.advance(plan, 2, taker=money.office.staff_of(Role.HELPER))
        signed = Told(Delivery.SIGNED, on=clock.today())
        rows = list(under_way.rows.for_list()[:1])
        advances.tell_delivery(advance=under_way, rows=rows, told=signed, photo=photo, by=helper)


def _reversals(money: Money, day: Callable[[float], date]) -> None:
    """One payment of last year reversed, and one reversal waiting for a second person."""
    paid = LedgerEntry.objects.filter(kind=EntryKind.PAYMENT, payment__item__application__form=AidForm.SINGLE)
    first, second = paid.order_by("pk")[0], paid.order_by("-pk")[0]
    with clock.at(day(0.95)):
        asked = reversals.ask_reversal(entry=first, reason="收款账号有误,款项退回", by=money.keeper)
        reversals.confirm_reversal(reversal=asked, by=money.head)
        reversals.ask_reversal(entry=second, reason="重复报销,需冲回", by=money.keeper)


def _unfinished(money: Money, people: Sequence[Person], day: Callable[[float], date]) -> None:
    """Leave applications at each step: draft, checked, signed, returned, refused, withdrawn, payable, failed once."""
    someone = iter(list(people) * 8)

    def entered(**changed: object) -> AidApplication:
        person = next(someone)
        return money.apply(person, **(terms(person, person.pk) | {"source": SourceKind.BUDGET} | changed))

    with clock.at(day(0.97)):
        returned, refused, withdrawn = entered(), entered(), entered()
        payable, failed = entered(amount=1800), entered(amount=1500)
        for one in (returned, refused, payable, failed):
            money.step(one)
        money.step(returned, outcome=StepOutcome.RETURN, opinion="请附上住院结算单。")
        money.step(refused, outcome=StepOutcome.REFUSE, opinion="本年度已补助过两次,不再安排。")
        aid.withdraw_application(application=withdrawn, reason="本人放弃", by=money.clerk)
        money.step(payable)
        money.step(failed)
        item = failed.items.select_related("application__source", "person").get()
        attempt = payments.start_payment(
            item=item, method=PaymentMethod.TREASURY, by=money.keeper, request_key="demo-failed"
        )
        payments.fail_payment(payment=attempt, reason="户名与账号不符,国库退回", by=money.keeper)
    with clock.at(day(0.99)):
        for_head, for_leader = entered(amount=2400), entered(amount=8000, kind=AidKind.MEDICAL)
        money.step(for_head)
        money.step(for_leader)
        entered(amount=1000)
        person = next(someone)
        aid.open_application(
            form=AidForm.SINGLE,
            terms=aid.Terms(
                title=f"{person.name} 一次性补助",
                aid_kind=AidKind.ONE_OFF_GRANT,
                source=money.sources[SourceKind.BUDGET],
                reason="",
            ),
            rows=[aid.Row(person, Decimal(600))],
            by=money.clerk,
        )


def recognised_people(year: int) -> list[Person]:
    """Return the living people recognised for a year, in the order of their recognition."""
    rows = Recognition.objects.filter(year=year, status="recognised", person__died_on=None)
    return [row.person for row in rows.select_related("person__branch__secretary").order_by("pk")]


def terms(person: Person, number: int) -> dict:
    """Return a sum, a kind and a source that fit the person."""
    kind = [AidKind.ONE_OFF_GRANT, AidKind.MEDICAL][number % 2]
    source = SourceKind.BUDGET
    if person.is_party_member and number % 3 == 0:
        source = SourceKind.PARTY_DUES
    elif person.kind == PersonKind.HONOURED:
        source = SourceKind.SPECIAL_NEEDS
    return {
        "amount": AMOUNTS[number % len(AMOUNTS)],
        "kind": kind,
        "source": source,
        "reason": "近期医疗和生活开支较大,家庭负担重,特申请补助。",
    }
