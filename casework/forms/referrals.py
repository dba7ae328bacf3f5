"""Forms of referrals and reports to outside agencies."""

from django import forms

from casework.choices.referrals import Agency, Outcome, SentBy
from casework.forms.fields import NamesField
from casework.workflows.referrals import Letter, reply_due
from office import clock
from office.forms.fields import DateInput
from office.models import User
from registry.models import Person


class LetterForm(forms.Form):
    agency = forms.ChoiceField(label="报送部门", choices=Agency)
    agency_name = forms.CharField(label="单位名称", max_length=100, help_text="如 新山县民政局社会救助股。")
    subject = forms.CharField(
        label="事项", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="请对方办什么,或报告什么。"
    )
    way = forms.ChoiceField(label="报送方式", choices=SentBy)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    sent_on = forms.DateField(label="送出日期", widget=DateInput(), initial=clock.today)
    due_on = forms.DateField(label="应回复日期", widget=DateInput())

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and user.bureau is not None:
            self.fields["due_on"].initial = reply_due(clock.today(), user.bureau)

    def letter(self) -> Letter:
        return Letter(**{name: self.cleaned_data[name] for name in LetterForm.base_fields})


class DeskLetterForm(LetterForm):
    """Without a need: of a person, or of nobody in particular."""

    person = NamesField(label="对象", required=False, help_text="报告单位整体情况的不填。")
    field_order = ["person"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["person"].queryset = Person.objects.editable_by(user)

    def start_with(self, public_id: str) -> None:
        """Fill in the person named in the address. Queries: two."""
        self.initial["person"] = self.fields["person"].words_for([public_id])

    def clean_person(self) -> Person | None:
        return next(iter(self.cleaned_data["person"]), None)


class ReceiveForm(forms.Form):
    received_on = forms.DateField(label="签收日期", widget=DateInput(), initial=clock.today)
    receipt = forms.CharField(label="签收人或回执号", max_length=60)


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label="结果", choices=Outcome, widget=forms.RadioSelect)
    reply = forms.CharField(label="怎样答复", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    replied_on = forms.DateField(label="回复日期", widget=DateInput(), initial=clock.today)


class ReferralFilter(forms.Form):
    SHOWN = [("waiting", "等回复的"), ("overdue", "到期没有回复"), ("answered", "已回复"), ("all", "全部")]
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
    agency = forms.ChoiceField(label="部门", required=False, choices=[("", "全部"), *Agency.choices])
    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *Outcome.choices])
