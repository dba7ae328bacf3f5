"""The forms of the small records about a person."""

from typing import Any

from django import forms

from office.forms.fields import DateInput, PhonesField, VersionField, not_in_future
from registry import choices as c
from registry import records
from registry.forms.more import YuanField, coded, text


class RecordForm(forms.Form):
    """What every such form carries: the version its editor saw, and why the record is to be taken away."""

    fields_of_form = ("version", "withdrawn_reason")  # not columns to be copied
    not_after_today: tuple[str, ...] = ()

    version = VersionField()
    withdrawn_reason = forms.CharField(
        label="撤销这条登记的原因",
        required=False,
        max_length=100,
        help_text="登记错了、不用了才填;填写后这一条不再显示,修改记录里仍然查得到。",
    )

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "withdrawn_reason"])
        if new:
            del self.fields["withdrawn_reason"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self.not_after_today:
            if value := self.cleaned_data.get(name):
                try:
                    not_in_future(value, str(self.fields[name].label))
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data

    @property
    def columns(self) -> dict[str, Any]:
        """Return the cleaned values of the record's columns."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.fields_of_form}


class PhoneForm(RecordForm):
    owner = forms.CharField(label="机主", max_length=100, help_text="例:邻居刘芳、保姆张姐。")
    relation = text("与本人关系", 50)
    number = PhonesField(label="号码", max_length=100)
    priority = forms.IntegerField(label="拨打顺序", initial=1, min_value=1, max_value=99, help_text="1 最先打。")


class AddressForm(RecordForm):
    kind = forms.ChoiceField(label="住址类别", choices=c.AddressKind.choices)
    address = forms.CharField(label="地址", max_length=200)
    with_whom = text("和谁同住", 100)
    contact = text("当地联系人", 100)
    phone = PhonesField(label="当地电话", required=False, max_length=100)
    lived_from = forms.DateField(label="居住起", required=False, widget=DateInput())
    lived_until = forms.DateField(label="居住至", required=False, widget=DateInput())


class AssessmentForm(RecordForm):
    not_after_today = ("assessed_on",)

    assessed_on = forms.DateField(label="评估日期", widget=DateInput())
    standard = forms.ChoiceField(label="评估标准", choices=c.CareStandard.choices)
    level = coded(c.CareLevel, "失能等级", help_text="按评估结论填写,不在这里推算。")
    level_words = text("等级(按原件)", 50, help_text="用别的标准评的,照原件上的等级填写。")
    assessor = forms.CharField(label="评估单位或评估人", max_length=100)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("level") and not values.get("level_words") and "level" not in self.errors:
            self.add_error("level", "请选定失能等级,或填写原件上的等级。")
        return values


class AssistanceForm(RecordForm):
    not_after_today = ("granted_from",)

    kind = forms.ChoiceField(label="救助类别", choices=c.AssistanceKind.choices)
    granted_from = forms.DateField(label="享受起", widget=DateInput())
    ended_on = forms.DateField(label="停止日期", required=False, widget=DateInput())
    monthly_amount = YuanField(label="每月金额", required=False)
    certificate_no = text("证件编号", 50)
    granted_by = text("发放单位", 100)


class DisasterForm(RecordForm):
    not_after_today = ("happened_on",)

    kind = forms.ChoiceField(label="灾难类别", choices=c.DisasterKind.choices)
    happened_on = forms.DateField(label="发生日期", widget=DateInput())
    loss = YuanField(label="损失", required=False)
    notes = text("经过", 500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_notes(self) -> str:
        return self.cleaned_data["notes"].replace("\r\n", "\n")


FORMS: dict[str, type[RecordForm]] = {
    records.PHONE.key: PhoneForm,
    records.ADDRESS.key: AddressForm,
    records.ASSESSMENT.key: AssessmentForm,
    records.ASSISTANCE.key: AssistanceForm,
    records.DISASTER.key: DisasterForm,
}
