"""The form of a donation."""

from typing import Any

from django import forms

from funds.choices import AidKind, DonorKind
from funds.forms.fields import OnceForm, PastDateField, PositiveYuanField, chosen
from funds.models import FundSource


class DonationForm(OnceForm):
    amount = PositiveYuanField(label="金额")
    on = PastDateField(label="到账日期")
    donor_kind = forms.ChoiceField(label="捐款人性质", choices=chosen("请选择", DonorKind.choices))
    donor = forms.CharField(label="捐款人", max_length=100, required=False, help_text="不愿具名的空着。")
    wish = forms.MultipleChoiceField(
        label="指定用途",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="捐款人没有指定的不用勾选。",
    )
    wish_note = forms.CharField(label="捐款人的话", max_length=200, required=False, help_text="会印在收据上。")
    document = forms.CharField(label="凭证", max_length=100, required=False, help_text="银行回单或缴款单的编号。")
    voluntary = forms.BooleanField(label="捐款人自愿,没有摊派")

    def __init__(self, *args: Any, source: FundSource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choices = [(kind.value, kind.label) for kind in AidKind]
        self.fields["wish"].initial = source.purposes

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "voluntary"}
