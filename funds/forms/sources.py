"""Forms of sources, receipts and greetings standards."""

from typing import Any

from django import forms

from funds.choices import AidKind, CarryOver, SourceKind
from funds.forms.fields import OnceForm, PastDateField, PositiveYuanField, chosen
from funds.workflows.sources import SourceRule
from office import clock
from office.forms.fields import DateInput
from office.models import Bureau, PolicyText, User
from office.occasions import Occasion
from office.roles import Role
from registry.choices import PersonKind


class SourceRuleForm(forms.Form):
    """What a source is for and who keeps it."""

    name = forms.CharField(label="名称", max_length=60)
    keeper = forms.ModelChoiceField(label="管理人", queryset=User.objects.none(), empty_label=None)
    payee_kinds = forms.MultipleChoiceField(
        label="可支付的人员类别",
        choices=PersonKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选表示不限。",
    )
    party_members_only = forms.BooleanField(label="只用于党员", required=False)
    admits_members_survivors = forms.BooleanField(label="已故党员的遗属可以例外", required=False)
    purposes = forms.MultipleChoiceField(
        label="可用于的帮扶种类",
        choices=AidKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不勾选表示不限。",
    )
    document = forms.ModelChoiceField(
        label="依据文件", queryset=PolicyText.objects.none(), required=False, empty_label="没有登记"
    )
    rule_note = forms.CharField(label="规则说明", max_length=200, required=False)
    year = forms.IntegerField(
        label="预算年度", required=False, min_value=2000, max_value=2100, help_text="跨年使用的资金不用填写。"
    )
    carry_over = forms.ChoiceField(label="年末结余", choices=CarryOver.choices)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = User.objects.filter(
            bureau=bureau, is_active=True, groups__name=Role.FINANCE
        ).order_by("name")
        self.fields["document"].queryset = PolicyText.objects.citable_by(bureau)

    def rule(self) -> SourceRule:
        names = SourceRule.__dataclass_fields__
        return SourceRule(**{name: self.cleaned_data[name] for name in names})


class SourceForm(SourceRuleForm):
    kind = forms.ChoiceField(label="性质", choices=chosen("请选择", SourceKind.choices))
    opened_on = PastDateField(label="启用日期")

    field_order = ["name", "kind", "opened_on"]


class CloseForm(forms.Form):
    closed_on = PastDateField(label="停用日期")
    reason = forms.CharField(label="停用原因", max_length=200)


class ReceiptForm(OnceForm):
    amount = PositiveYuanField(label="金额")
    on = PastDateField(label="到账日期")
    received_from = forms.CharField(label="来自", max_length=100, help_text="拨款单位、捐款人或党费专户。")
    document = forms.CharField(label="凭证", max_length=100, help_text="拨款单、收据或银行回单的编号。")
    note = forms.CharField(label="摘要", max_length=200, required=False)


class PeriodForm(forms.Form):
    since = forms.DateField(label="从", widget=DateInput())
    until = forms.DateField(label="到", widget=DateInput())


class BudgetLineForm(forms.Form):
    """One line of a year's need."""

    purpose = forms.CharField(label="用途", max_length=60, help_text="如 春节慰问、离休干部医药费。")
    amount = PositiveYuanField(label="需要金额")
    basis = forms.CharField(label="测算依据", max_length=200, required=False, help_text="如 46 人 × 500 元。")
    document = forms.ModelChoiceField(
        label="依据文件", queryset=PolicyText.objects.none(), required=False, empty_label="没有登记的文件"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = PolicyText.objects.citable_by(bureau)

    def line(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("purpose", "amount", "basis", "document")}


class WithdrawLineForm(forms.Form):
    reason = forms.CharField(label="撤下的原因", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StandardForm(forms.Form):
    occasion = forms.ChoiceField(label="时节", choices=chosen("请选择", Occasion.choices))
    person_kinds = forms.MultipleChoiceField(
        label="人员类别", choices=PersonKind.choices, widget=forms.CheckboxSelectMultiple
    )
    amount = PositiveYuanField(label="每人每次标准")
    times_a_year = forms.IntegerField(label="每年次数", min_value=1, max_value=12, initial=1)
    document = forms.CharField(
        label="依据", max_length=200, required=False, help_text="文号和名称,例:新税发〔2026〕3号《慰问标准》。"
    )
    policy_text = forms.ModelChoiceField(
        label="依据文件", queryset=PolicyText.objects.none(), required=False, empty_label="没有登记"
    )
    holds_from = forms.DateField(label="起用日期", widget=DateInput(), initial=clock.today)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy_text"].queryset = PolicyText.objects.citable_by(bureau)
