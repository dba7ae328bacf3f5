"""Forms of cash advances."""

from typing import Any

from django import forms

from funds.choices import Delivery
from funds.forms.fields import OnceForm, PastDateField
from funds.workflows.advances import Told
from office import clock
from office.forms.fields import VersionField
from office.models import Bureau, StaffMember
from registry.forms.papers import KeptFileField


class AdvanceForm(OnceForm):
    """Cash for the ticked rows, to one member of staff."""

    taker = forms.ModelChoiceField(
        label="借款人",
        queryset=StaffMember.objects.none(),
        empty_label="请选择",
        to_field_name="public_id",
        help_text="去送钱的人;签批过方案的人不能借。",
    )
    issued_on = PastDateField(label="借款日期")
    document = forms.CharField(label="借据号", max_length=60)

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())


class SignedForm(forms.Form):
    """The ticked rows, signed for by the payees themselves."""

    on = PastDateField(label="送达日期")

    def told(self) -> Told:
        return Told(Delivery.SIGNED, on=self.cleaned_data["on"])


class DeliveryForm(forms.Form):
    """What became of one row."""

    delivery = forms.ChoiceField(label="送达情况", choices=Delivery.choices, widget=forms.RadioSelect)
    on = PastDateField(label="送达日期", required=False, help_text="未送达的不用填。")
    received_by = forms.CharField(label="代领人", max_length=100, required=False, help_text="他人代领的填写。")
    relation = forms.CharField(label="代领人与本人关系", max_length=30, required=False, help_text="如 儿子、邻居。")
    photo = KeptFileField(label="签收照片", takes_pdf=False, required=False, help_text="可以不传。")
    reason = forms.CharField(label="未送达原因", max_length=200, required=False, help_text="未送达的填写。")
    version = VersionField()

    def told(self) -> Told:
        values = {name: self.cleaned_data[name] for name in ("on", "received_by", "relation", "reason")}
        return Told(Delivery(self.cleaned_data["delivery"]), **values)


class HandInForm(forms.Form):
    sheet = KeptFileField(label="签收单扫描件", required=False, help_text="原件交财务;可以同时传扫描件。")


class SettleForm(forms.Form):
    version = VersionField()
