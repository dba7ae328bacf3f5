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
    """What shows that money went out: a voucher of the treasury, or a receiver and a second person for cash."""

    paid_on = PastDateField(label="支付日期")
    voucher_number = forms.CharField(label="支付凭证号", max_length=60, help_text="国库支付凭证或银行回单的编号。")
    received_by = forms.CharField(label="签收人", max_length=100)
    receiver_relation = forms.CharField(
        label="签收人与本人关系", max_length=30, required=False, help_text="由他人代领的,请填写关系。"
    )
    witness = forms.ModelChoiceField(
        label="另一名在场人员",
        queryset=StaffMember.objects.none(),
        empty_label="请选择",
        help_text="发放现金要两人在场。",
        to_field_name="public_id",
    )

    CASH = ("received_by", "receiver_relation", "witness")

    def __init__(self, *args: Any, bureau: Bureau, method: PaymentMethod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.CASH if method == PaymentMethod.TREASURY else ("voucher_number",):
            del self.fields[name]
        if method == PaymentMethod.TREASURY:
            self.fields["voucher_number"].required = True
            return
        self.fields["witness"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())

    def proof(self) -> Proof:
        return Proof(**{name: self.cleaned_data[name] for name in Proof.__dataclass_fields__ if name in self.fields})


class PayForm(OnceForm, ProofForm):
    """Money that has gone out, or (treasury) that was sent and whose voucher is still to come."""

    OUTCOMES = [("paid", "已经付出"), ("attempted", "已送银行,等回单")]

    outcome = forms.ChoiceField(label="办理情况", choices=OUTCOMES, widget=forms.RadioSelect, initial="paid")

    field_order = ["outcome"]

    def __init__(self, *args: Any, method: PaymentMethod, **kwargs: Any) -> None:
        super().__init__(*args, method=method, **kwargs)
        if method == PaymentMethod.CASH:
            del self.fields["outcome"]
        else:
            self.fields["voucher_number"].required = False
            self.fields["voucher_number"].help_text = "已送银行、还没有凭证的可以空着。"


class PlanPayForm(OnceForm, ProofForm):
    """One voucher for the ticked rows of a plan; cash is handed out and signed for row by row."""


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
