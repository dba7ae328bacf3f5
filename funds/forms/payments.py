"""Forms of payments."""

from typing import Any

from django import forms

from funds.choices import PaymentMethod, PaymentStatus
from funds.forms.fields import OnceForm, PastDateField, chosen
from funds.models import FundSource
from funds.workflows.payments import Proof
from office import clock
from office.models import Bureau, StaffMember, User


class ProofForm(forms.Form):
    """What shows that money went out."""

    paid_on = PastDateField(label="支付日期")
    voucher_number = forms.CharField(
        label="支付凭证号", max_length=60, required=False, help_text="国库集中支付的必须填写。"
    )
    received_by = forms.CharField(label="签收人", max_length=100, required=False, help_text="发放现金的必须填写。")
    receiver_relation = forms.CharField(
        label="签收人与本人关系", max_length=30, required=False, help_text="他人代领的必须填写。"
    )
    witness = forms.ModelChoiceField(
        label="另一名在场人员",
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label="不是现金",
        to_field_name="public_id",
    )

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())

    def proof(self) -> Proof:
        return Proof(**{name: self.cleaned_data[name] for name in Proof.__dataclass_fields__})


class PayForm(OnceForm, ProofForm):
    OUTCOMES = [("paid", "已经付出"), ("attempted", "已送银行,等回单")]

    method = forms.ChoiceField(
        label="支付方式", choices=PaymentMethod.choices, widget=forms.RadioSelect, initial="treasury"
    )
    outcome = forms.ChoiceField(label="办理情况", choices=OUTCOMES, widget=forms.RadioSelect, initial="paid")

    field_order = ["method", "outcome"]


class PlanPayForm(OnceForm, ProofForm):
    """One voucher for the ticked rows of a plan; cash is handed out and signed for row by row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("received_by", "receiver_relation", "witness"):
            del self.fields[name]
        self.fields["voucher_number"].required = True

    def proof(self) -> Proof:
        return Proof(paid_on=self.cleaned_data["paid_on"], voucher_number=self.cleaned_data["voucher_number"])


class PaymentFilter(forms.Form):
    q = forms.CharField(label="收款人", required=False, max_length=50)
    status = forms.ChoiceField(label="状态", required=False, choices=chosen("全部状态", PaymentStatus.choices))
    source = forms.ModelChoiceField(
        label="资金来源",
        queryset=FundSource.objects.none(),
        required=False,
        empty_label="全部来源",
        to_field_name="public_id",
    )
    since = forms.DateField(label="支付日期从", required=False)
    until = forms.DateField(label="到", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = FundSource.objects.visible_to(user)
