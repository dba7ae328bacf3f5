"""Forms of recognitions and the acts on their steps."""

from typing import Any

from django import forms

from casework.choices.recognition import (
    ASKED_BY,
    Category,
    Cause,
    EndReason,
    RecognitionPaperKind,
    RecognitionStatus,
)
from casework.models import Recognition, RecognitionStep
from casework.permissions.recognition import sees_categories
from casework.workflows.recognition import Request
from office import clock, scans
from office.choices import OUTCOMES, StepKind, StepOutcome
from office.forms.fields import VersionField
from office.models import Bureau, StaffMember, User
from office.signing import Paper
from registry.forms.papers import KeptFileField


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RecognitionFilterForm(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *RecognitionStatus.choices])
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *Category.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2100)
    waiting = forms.BooleanField(label="只看等我办的", required=False)
    confirm = forms.BooleanField(label="只看待核对的纸质件", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_categories(user):
            del self.fields["category"]


class PersonSearchForm(forms.Form):
    q = forms.CharField(label="姓名或拼音首字母", max_length=50)


class RecognitionForm(forms.ModelForm):
    class Meta:
        model = Recognition
        fields = ["category", "year", "origin", "asked_by", "asked_on", "cause", "second_cause", "reason"]
        labels = {"origin": "谁提出的"}
        help_texts = {
            "asked_by": "家属写姓名和关系,如“女儿 王芳”;支部写经手人。本人申请的不用填。",
            "cause": "按身份或年龄纳入的选最后第二项。原因只供内部分析,不会印在公示上。",
            "reason": "写清困难的事实和原因。这一栏加密保存,不会印在公示上。",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 6}), "asked_on": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year
        self.fields["year"].min_value, self.fields["year"].widget.attrs["min"] = 1990, 1990
        self.fields["category"].choices = [("", "请选择"), *Category.choices]
        self.fields["origin"].choices = [("", "请选择"), *ASKED_BY]
        self.fields["asked_on"].initial = clock.today()
        self.fields["cause"].required = True
        self.fields["cause"].choices = [("", "请选择"), *Cause.choices]
        self.fields["second_cause"].choices = [("", "没有"), *Cause.choices]

    def values(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        values = dict(self.cleaned_data)
        request = {name: values.pop(name) for name in ("cause", "second_cause", "asked_by", "asked_on")}
        return values | {"request": Request(**request)}

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not clock.today().year - 1 <= year <= clock.today().year + 1:
            raise forms.ValidationError("年度只能是去年、今年或明年。")
        return year

    def validate_unique(self) -> None:
        """Leave the rule to the workflow, whose sentence says what to do."""

    def validate_constraints(self) -> None:
        """As above."""


class OpenRecognitionForm(RecognitionForm):
    """The same fields and the written request, if there is one."""

    paper = KeptFileField(label="申请书扫描件", required=False, help_text="有书面申请的扫描上传。")


class RecognitionPaperForm(forms.Form):
    kind = forms.ChoiceField(label="材料类别", choices=RecognitionPaperKind.choices)
    title = forms.CharField(label="名称", required=False, max_length=100, help_text="例:医疗费票据。不填就用类别。")
    paper = KeptFileField(label="文件")


class EditRecognitionForm(RecognitionForm):
    """The same fields and the version that was on the screen."""

    version = VersionField()


class OpinionForm(forms.Form):
    """The words of a step; the decision is the button that was pressed."""

    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        help_text="退回修改和不同意必须写明理由。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        decision = self.data.get("decision")
        if decision not in StepOutcome.values:
            raise forms.ValidationError("请按“同意”“退回修改”或“不同意”中的一个。")
        return self.cleaned_data | {"outcome": StepOutcome(decision)}


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(forms.Form):
    ended_on = forms.DateField(label="终止日期", widget=date_input())
    end_reason = forms.ChoiceField(label="终止原因", choices=[("", "请选择"), *EndReason.choices])
    note = forms.CharField(label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if day > clock.today():
            raise forms.ValidationError("终止日期不能晚于今天。")
        return day


class PaperForm(forms.Form):
    """A step that was signed on paper; the fields follow the kind of step."""

    outcome = forms.ChoiceField(label="结论")
    signer = forms.ModelChoiceField(label="签署人", queryset=StaffMember.objects.none(), required=False)
    signer_name = forms.CharField(label="外单位来函的支部和签署人", required=False, max_length=100)
    body_name = forms.CharField(label="会议名称", max_length=100)
    minutes_number = forms.CharField(label="会议纪要编号", max_length=60)
    signed_on = forms.DateField(label="签署日期", widget=date_input())
    opinion = forms.CharField(label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    scan = scans.ScanField(required=False, help_text=f"{scans.HELP}选“不适用”时可以不传。")

    def __init__(self, *args: Any, step: RecognitionStep, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = StepKind(step.kind)
        labels = [(value, label) for value, label in StepOutcome.choices if value in OUTCOMES[kind]]
        self.fields["outcome"].choices = [("", "请选择"), *labels]
        self.fields["signer"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())
        self.fields["signer"].empty_label = "请选择"
        self.fields["signed_on"].initial = clock.today()
        self.fields["opinion"].help_text = "照纸质件抄录;退回、不同意、不适用必须写明理由。"
        for name in _unused(kind):
            del self.fields[name]
        if kind != StepKind.OPINION:  # a branch may answer by letter, or not at all with a reason
            self.fields["scan"].required, self.fields["scan"].help_text = True, scans.HELP
            if "signer" in self.fields:
                self.fields["signer"].required = True

    def paper(self) -> Paper:
        """Return what the sheet says, as the workflow takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if value is not None}
        values["outcome"] = StepOutcome(values["outcome"])
        scan = values.pop("scan", None) or scans.Scan(None, "")
        return Paper(**values, scan=scan.data, scan_type=scan.kind)


def _unused(kind: StepKind) -> tuple[str, ...]:
    if kind == StepKind.MEETING:
        return ("signer", "signer_name")
    if kind == StepKind.OPINION:
        return ("body_name", "minutes_number")
    return ("signer_name", "body_name", "minutes_number")
