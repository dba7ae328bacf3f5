"""Forms of notices and objections."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from casework.forms.recognition import date_input
from casework.models import NoticeRow, RecognitionNotice
from casework.workflows.notice_evidence import Evidence
from casework.workflows.notices import NoticeTexts
from office import clock, policy
from office.choices import EvidenceKind, Finding, NoticeStatus, ObjectionChannel, PostingChannel
from office.forms.fields import VersionField
from office.models import Bureau, StaffMember
from registry.forms.papers import KeptFileField

EVIDENCE_SIDE = 1600  # pixels: the names on the sheet can be read
MAX_WORKING_DAYS = 60
TEXTS = ["title", "basis", "process", "channels", "contact_section", "contact_phone", "contact_address"]


class NoticeFilterForm(forms.Form):
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *NoticeStatus.choices])
    ripe = forms.BooleanField(label="只看到期可办结的", required=False)


class NoticeTextsForm(forms.ModelForm):
    """The words around the list."""

    channels = forms.MultipleChoiceField(
        label="公示方式", choices=PostingChannel.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = RecognitionNotice
        fields = TEXTS
        widgets = {"basis": forms.Textarea(attrs={"rows": 2}), "process": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_intranet = policy.whole("notice_on_intranet", bureau=bureau)
        if not on_intranet:
            field = self.fields["channels"]
            field.choices = [choice for choice in PostingChannel.choices if choice[0] != PostingChannel.INTRANET]

    def texts(self) -> NoticeTexts:
        return NoticeTexts(**{name: self.cleaned_data[name] for name in TEXTS})


class NoticeForm(NoticeTextsForm):
    """A draft: the words and the length."""

    working_days = forms.IntegerField(label="公示期", min_value=1, max_value=MAX_WORKING_DAYS)

    class Meta(NoticeTextsForm.Meta):
        fields = [*TEXTS, "working_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_days"].unit = "个工作日"


class ChooseForm(forms.Form):
    """Which approved recognitions go on the notice."""

    recognitions = forms.ModelMultipleChoiceField(
        label="列入名单的人", queryset=None, to_field_name="public_id", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, approved: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recognitions"]
        field.queryset = approved
        field.label_from_instance = lambda row: (
            f"{row.person.name}({row.branch.name if row.branch else '无支部'},{row.year}年)"
        )
        field.initial = [row.public_id for row in approved]


class EditNoticeForm(NoticeForm):
    version = VersionField()


class MendNoticeForm(NoticeTextsForm):
    version = VersionField()
    reason = forms.CharField(label="改动的原因", max_length=200)


class MendRowForm(forms.ModelForm):
    reason = forms.CharField(label="改动的原因", max_length=200)

    class Meta:
        model = NoticeRow
        fields = ["name", "branch_name"]
        help_texts = {"name": "只用来改错字。要换成另一个人,请撤下这一行,另走认定流程。"}


class EvidenceForm(forms.Form):
    """A photo of the sheet on the board; the circular as it went out may be a PDF."""

    kind = forms.ChoiceField(label="时间点", choices=EvidenceKind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label="公示方式")
    taken_on = forms.DateField(label="拍摄日期", widget=date_input())
    file = KeptFileField(label="照片", side=EVIDENCE_SIDE, help_text="通报可以传 PDF。")

    def __init__(self, *args: Any, notice: RecognitionNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(code, PostingChannel(code).label) for code in notice.channels]
        self.fields["kind"].initial = EvidenceKind.UP
        self.fields["taken_on"].initial = clock.today()

    def evidence(self) -> Evidence:
        values = dict(self.cleaned_data)
        return Evidence(scan=values.pop("file"), **values)


class PostForm(forms.Form):
    first_day = forms.DateField(label="张贴日期", widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"].initial = clock.today()


class ClosingForm(forms.Form):
    note = forms.CharField(
        label="办结说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="按登记的异议和名单写好的,请核对。",
    )


class ObjectionForm(forms.Form):
    received_on = forms.DateField(label="收到日期", widget=date_input())
    channel = forms.ChoiceField(label="反映方式", choices=[("", "请选择"), *ObjectionChannel.choices])
    objector = forms.CharField(
        label="反映人", required=False, max_length=100, help_text="匿名反映的留空,同样登记核实。"
    )
    content = forms.CharField(label="反映内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    handler = forms.ModelChoiceField(label="由谁核实", queryset=StaffMember.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, bureau: Bureau, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = clock.today()
        self.fields["handler"].queryset = StaffMember.objects.filter(bureau=bureau).serving(clock.today())


class FindingForm(forms.Form):
    finding = forms.ChoiceField(label="结论", choices=[("", "请选择"), *Finding.choices])
    finding_text = forms.CharField(label="核实情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    replied_on = forms.DateField(
        label="答复日期", required=False, widget=date_input(), help_text="还没有答复的先不填,答复后再登记。"
    )
    reply = forms.CharField(label="答复内容", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    replied_on = forms.DateField(label="答复日期", widget=date_input())
    reply = forms.CharField(label="答复内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replied_on"].initial = clock.today()
