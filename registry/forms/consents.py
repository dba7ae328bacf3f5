"""Forms of notice and consent."""

from typing import Any

from django import forms

from office import clock
from office.forms.fields import DateInput, not_in_future
from office.models import Bureau, StaffMember
from registry import choices as c
from registry.forms.papers import KeptFileField
from registry.forms.relatives import StaffChoice


class ConsentForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label="事项",
        choices=c.ConsentScope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="敏感个人信息要单独同意:本人没有勾的不要选。",
        error_messages={"required": "请至少选一项。"},
    )
    given_on = forms.DateField(label="日期", widget=DateInput())
    way = forms.ChoiceField(label="方式", choices=c.ConsentWay.choices, widget=forms.RadioSelect)
    given_by = forms.CharField(label="由谁作出", max_length=100, initial="本人", help_text="例:本人;儿子张强(监护人)。")
    witness = StaffChoice(
        StaffMember.objects.none(), label="见证人", required=False, empty_label="请选择", help_text="口头同意时选。"
    )
    scan = KeptFileField(label="扫描件", required=False, help_text="签字的要传。")

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].queryset = bureau.staff.serving(clock.today())
        self.fields["given_on"].initial = clock.today()


class WithdrawConsentForm(forms.Form):
    withdrawn_on = forms.DateField(label="撤回日期", widget=DateInput())
    reason = forms.CharField(label="说明", max_length=200, help_text="例:本人来电,不同意公布姓名。")

    def clean_withdrawn_on(self) -> Any:
        not_in_future(self.cleaned_data["withdrawn_on"], "撤回日期")
        return self.cleaned_data["withdrawn_on"]


class GapsForm(forms.Form):
    scope = forms.ChoiceField(
        label="缺哪一项", required=False, choices=[("", "任何一项"), *((s, s.label) for s in c.REQUIRED_SCOPES)]
    )


class PrivacyTextForm(forms.Form):
    edition = forms.CharField(label="版本", max_length=30, help_text="例:2026年7月版。")
    holds_from = forms.DateField(label="起用日期", widget=DateInput())
    body = forms.CharField(label="告知书内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 14}))
