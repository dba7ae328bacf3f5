"""Forms of pairings."""

from django import forms

from casework.choices.pairing import EndReason, PairingKind, PairingStatus
from casework.forms.fields import NamesField, StaffField
from office import clock
from office.forms.fields import DateInput
from office.models import StaffMember, User
from registry.models import Person

QUOTA_HELP = "只有联系人已联系的人数达到职务名额时才需要填写。"


class HelperForm(forms.Form):
    """What every form that names a helper shares."""

    helper = StaffField(label="联系人", help_text="在职党员的姓名或工号。")
    starts_on = forms.DateField(label="起始日期", widget=DateInput())
    quota_reason = forms.CharField(label="超出联系名额的原因", max_length=200, required=False, help_text=QUOTA_HELP)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["starts_on"].initial = clock.today
        helpers = StaffMember.objects.filter(bureau=user.bureau_id)
        self.fields["helper"].queryset = helpers
        self.fields["helper"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}

    def clean_helper(self) -> StaffMember:
        return self.cleaned_data["helper"][0]


class ProposeForm(HelperForm):
    person = NamesField(label="结对对象", help_text="离退休人员或遗属的姓名;同名时在括号里写出生年份,如 王秀英(1942)。")
    kind = forms.ChoiceField(
        label="结对类型", choices=PairingKind, widget=forms.RadioSelect, initial=PairingKind.CONTACT
    )
    ends_on = forms.DateField(
        label="结束日期", widget=DateInput(), required=False, help_text="只有代管联系人填写:从这一天起不再代管。"
    )
    field_order = ["person", "helper", "kind", "starts_on", "ends_on", "quota_reason"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["person"].queryset = Person.objects.editable_by(user)

    def start_with(self, person: str, helper: str) -> None:
        """Fill in whom the address names. Queries: four."""
        self.initial["person"] = self.fields["person"].words_for([person])
        self.initial["helper"] = self.fields["helper"].words_for([helper])

    def clean_person(self) -> Person:
        return self.cleaned_data["person"][0]


class ChangeForm(HelperForm):
    reason = forms.ChoiceField(
        label="更换原因",
        choices=[(r.value, r.label) for r in EndReason if r not in {EndReason.DIED, EndReason.PERSON_MOVED}],
    )
    field_order = ["helper", "starts_on", "reason", "quota_reason"]


class IssueForm(forms.Form):
    issuing_body = forms.CharField(label="下达单位", max_length=60)
    document_number = forms.CharField(label="文号", max_length=60, help_text="如 新税党〔2026〕3号。")
    pairings = forms.ModelMultipleChoiceField(
        label="结对",
        queryset=None,
        to_field_name="public_id",
        error_messages={"required": "请至少勾选一项结对。", "invalid_choice": "有的结对已被撤回或下达,请刷新页面。"},
    )

    def __init__(self, *args, queryset, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pairings"].queryset = queryset


class EndForm(forms.Form):
    ends_on = forms.DateField(label="结束日期", widget=DateInput(), help_text="从这一天起不再结对,最晚今天。")
    reason = forms.ChoiceField(label="结束原因", choices=[(r.value, r.label) for r in EndReason if r != EndReason.DIED])
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = clock.today


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class PairingFilter(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *PairingStatus.choices])
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *PairingKind.choices])
    document = forms.CharField(label="文号", required=False, max_length=60)


class UploadForm(forms.Form):
    file = forms.FileField(label="文件", help_text="xlsx 或 csv。请按模板的表头填写。")
