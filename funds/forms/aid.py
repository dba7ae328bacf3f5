"""Forms of applications and plans, of their steps and filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from casework.querysets.recognition import named_like
from funds.choices import AidKind, AidStatus
from funds.forms.fields import PositiveYuanField, chosen
from funds.models import AidApplication, AidItem, FundSource
from funds.workflows.aid import Row, Terms
from office import clock
from office.choices import StepOutcome
from office.forms.fields import VersionField
from office.identifiers.amounts import parse_yuan
from office.models import Branch, User
from office.money import format_yuan
from office.occasions import Occasion
from registry.choices import PersonKind
from registry.models import Person


class AidFilter(forms.Form):
    WAITING = [("me", "等我办的"), ("meeting", "待登记会议结果"), ("paper", "待核对纸质签批")]

    q = forms.CharField(label="姓名或事由", required=False, max_length=50)
    status = forms.ChoiceField(label="状态", required=False, choices=chosen("全部状态", AidStatus.choices))
    source = forms.ModelChoiceField(
        label="资金来源",
        queryset=FundSource.objects.none(),
        required=False,
        empty_label="全部来源",
        to_field_name="public_id",
    )
    waiting = forms.ChoiceField(label="等待办理", required=False, choices=chosen("不限", WAITING))
    kind = forms.ChoiceField(label="帮扶种类", required=False, choices=chosen("全部种类", AidKind.choices))
    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = FundSource.objects.visible_to(user)


class TermsForm(forms.Form):
    """What an application says besides its list."""

    title = forms.CharField(label="事由", max_length=100)
    aid_kind = forms.ChoiceField(label="帮扶种类", choices=chosen("请选择", AidKind.choices))
    occasion = forms.ChoiceField(
        label="时节",
        required=False,
        choices=chosen("不是节日慰问", Occasion.choices),
        help_text="慰问金、慰问品选了时节的,按慰问标准核对。",
    )
    occasion_year = forms.IntegerField(
        label="慰问年度",
        required=False,
        help_text="哪一年的节日。不填就是下一次过这个节的那一年;每年次数按这一年算。",
    )
    source = forms.ModelChoiceField(
        label="资金来源", queryset=FundSource.objects.none(), to_field_name="public_id", empty_label="请选择"
    )
    reason = forms.CharField(
        label="申请理由",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清困难的事实和花费。这一栏加密保存,不会公布。",
    )
    version = VersionField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = FundSource.objects.visible_to(user).filter(bureau=user.bureau_id).open(clock.today())
        self.fields["source"].queryset = sources
        self.fields["source"].label_from_instance = lambda s: f"{s.name}(可用 {format_yuan(s.available)} 元)"

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            title=data["title"],
            aid_kind=AidKind(data["aid_kind"]),
            source=data["source"],
            reason=data["reason"],
            occasion=data["occasion"],
            occasion_year=data["occasion_year"],
        )


class SingleForm(TermsForm):
    amount = PositiveYuanField(label="申请金额")
    goods = forms.CharField(label="慰问品", max_length=100, required=False, help_text="发放实物的,写明品名和数量。")
    payee_name = forms.CharField(label="收款人", max_length=100, required=False, help_text="本人收款的不用填写。")
    payee_relation = forms.CharField(label="收款人与本人关系", max_length=30, required=False)

    field_order = [
        "title",
        "aid_kind",
        "source",
        "amount",
        "reason",
        "payee_name",
        "payee_relation",
        "goods",
        "occasion",
        "occasion_year",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("payee_name") and not data.get("payee_relation"):
            self.add_error("payee_relation", "由他人代收的,请填写与本人的关系。")
        return data

    def row(self, person: Person) -> Row:
        data = self.cleaned_data
        return Row(person, data["amount"], data["payee_name"], data["payee_relation"], data["goods"])


class PlanForm(TermsForm):
    """A plan's terms, and which people to put on its list."""

    amount = PositiveYuanField(label="每人金额", required=False, help_text="不填写的,按慰问标准。")
    goods = forms.CharField(label="慰问品", max_length=100, required=False)
    kinds = forms.MultipleChoiceField(
        label="人员类别", choices=PersonKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    branch = forms.ModelChoiceField(
        label="党支部", queryset=Branch.objects.none(), required=False, empty_label="全部支部"
    )
    recognised = forms.BooleanField(label="只列本年度已认定的帮扶对象", required=False)
    name = forms.CharField(label="姓名", required=False, max_length=50)

    TERMS = "title aid_kind occasion occasion_year source amount goods reason"
    PICK = "kinds branch recognised name"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.fields["branch"].queryset = Branch.objects.filter(bureau=user.bureau_id, ended_on=None)

    def people(self) -> QuerySet[Person]:
        """Return the people the filters choose. Queries: when read, one."""
        data = self.cleaned_data
        people = Person.objects.editable_by(self.user).living(clock.today()).select_related("branch", "deceased")
        if data.get("kinds"):
            people = people.filter(kind__in=data["kinds"])
        if data.get("branch"):
            people = people.filter(branch=data["branch"])
        if data.get("name"):
            people = people.filter(named_like(data["name"]))
        if data.get("recognised"):
            year = clock.today().year
            people = people.filter(recognitions__status="recognised", recognitions__year=year).distinct()
        return people.order_by("pinyin", "id")


@dataclass
class PlanRow:
    """One line of a plan's list as it stands on the page."""

    person: Person
    picked: bool
    amount: str
    error: str = ""
    given: Decimal = Decimal(0)
    proposed: bool = False  # put on the list just now, by a condition and not by a tick


class PlanRows:
    """The lines a plan's page was posted with: who is ticked, and the sum typed for each."""

    def __init__(self, data: QueryDict, people: QuerySet[Person]) -> None:
        ids = [name.removeprefix("amount-") for name in data if name.startswith("amount-")]
        picked = set(data.getlist("pick"))
        found = people.filter(public_id__in=ids).select_related("branch", "deceased").order_by("pinyin", "id")
        self.rows = [
            PlanRow(person, person.public_id in picked, str(data[f"amount-{person.public_id}"])) for person in found
        ]

    @classmethod
    def of_items(cls, items: Iterable[AidItem]) -> "PlanRows":
        rows = cls.__new__(cls)
        rows.rows = [PlanRow(item.person, True, str(item.amount_asked)) for item in items]
        return rows

    def add(self, people: Iterable[Person], amount_for: Any) -> None:
        """Put further people on the list, ticked, with the sum that `amount_for` gives."""
        known = {row.person.pk for row in self.rows}
        for person in people:
            if person.pk not in known:
                self.rows.append(PlanRow(person, True, amount_for(person), proposed=True))

    @property
    def picked(self) -> list[PlanRow]:
        return [row for row in self.rows if row.picked]

    def clean(self, goods: str) -> list[Row]:
        """Return what the ticked lines say, for the workflow; a line that cannot be read keeps its error."""
        sums = [(row, self.read(row)) for row in self.picked]
        return [Row(row.person, amount, goods=goods) for row, amount in sums if amount is not None]

    @staticmethod
    def read(row: PlanRow) -> Decimal | None:
        """Return a line's sum in yuan; one that cannot be read leaves its error on the line."""
        try:
            return parse_yuan(row.amount)
        except ValidationError as error:
            row.error = error.messages[0]
            return None

    @property
    def has_errors(self) -> bool:
        return any(row.error for row in self.rows)


class SignForm(forms.Form):
    """The words and sums of a step; the decision is the button that was pressed."""

    version = VersionField()
    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回修改和不同意必须写明理由。",
    )

    def __init__(self, *args: Any, application: AidApplication, items: Iterable[AidItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = application.version
        self.items = list(items)
        for item in self.items:
            label = f"{item.payee_name} 核定金额" if application.is_plan else "核定金额"
            field = PositiveYuanField(label=label, min_value=0, initial=item.amount)
            field.help_text = "" if application.is_plan else "可以调低,不能调高。"
            self.fields[f"amount-{item.public_id}"] = field

    def clean(self) -> dict[str, Any]:
        decision = self.data.get("decision")
        if decision not in StepOutcome.values:
            raise ValidationError("请按“同意”“退回修改”或“不同意”中的一个。")
        return self.cleaned_data | {"outcome": StepOutcome(decision)}

    def amounts(self) -> dict[str, Decimal]:
        """Return the sums typed, by the item's public id."""
        return {item.public_id: self.cleaned_data[f"amount-{item.public_id}"] for item in self.items}

    def rows(self) -> list[tuple[AidItem, Any]]:
        """Return each item with its field, for the page."""
        return [(item, self[f"amount-{item.public_id}"]) for item in self.items]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
