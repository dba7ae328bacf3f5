"""Forms of the register of recipients."""

from typing import Any

from django import forms

from casework.choices.recognition import Category, Cause, RecognitionStatus
from casework.permissions.recognition import sees_categories
from office.models import Branch, User
from office.purposes import PurposeForm

STATES = [(state.value, state.label) for state in (RecognitionStatus.RECOGNISED, RecognitionStatus.ENDED)]


class RegisterFilterForm(forms.Form):
    year = forms.IntegerField(label="年度", required=False, min_value=1990, max_value=2100)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *STATES])
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *Category.choices])
    cause = forms.ChoiceField(label="致困原因", required=False, choices=[("", "全部原因"), *Cause.choices])
    branch = forms.ModelChoiceField(
        label="党支部",
        queryset=Branch.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="全部支部",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.filter(bureau=user.bureau_id)
        if not sees_categories(user):
            del self.fields["category"], self.fields["cause"]


class RegisterExportForm(PurposeForm):
    format = forms.ChoiceField(
        label="格式", choices=[("xlsx", "表格(xlsx)"), ("pdf", "打印件(PDF)")], initial="xlsx", widget=forms.RadioSelect
    )
