"""Forms of handovers."""

from django import forms

from casework.choices.handovers import HandoverKind, HandoverSide
from casework.choices.pairing import EndReason
from casework.forms.fields import StaffField
from casework.forms.pairing import QUOTA_HELP
from casework.models import Handover, Pairing
from office import clock
from office.forms.fields import DateInput
from office.models import StaffMember, User

NOT_ABOUT_THE_HELPER = {EndReason.DIED, EndReason.PERSON_MOVED, EndReason.PERSON_ASKED}

NOT_TICKED = {
    "required": "请至少勾选一人。",
    "invalid_choice": "有的结对刚刚结束或更换,请刷新页面再勾选。",
}


class HandoverForm(forms.Form):
    """Who takes over whom from when; `giver` is chosen before, on the page or in the address."""

    receiver = StaffField(label="接收人", help_text="在职党员的姓名或工号。")
    kind = forms.ChoiceField(
        label="方式",
        choices=HandoverKind,
        widget=forms.RadioSelect,
        initial=HandoverKind.TAKE_OVER,
        help_text="接替:下达后由接收人联系,原结对结束。代管:原联系人不变,接收人代管到结束日期。",
    )
    starts_on = forms.DateField(label="起始日期", widget=DateInput())
    ends_on = forms.DateField(
        label="结束日期", widget=DateInput(), required=False, help_text="只有代管填写:从这一天起不再代管。"
    )
    reason = forms.ChoiceField(
        label="原因", choices=[(r.value, r.label) for r in EndReason if r not in NOT_ABOUT_THE_HELPER]
    )
    quota_reason = forms.CharField(label="超出联系名额的原因", max_length=200, required=False, help_text=QUOTA_HELP)
    notes = forms.CharField(
        label="交接要点",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="接手的人要知道的事,如答应过的、正在办的。会印在交接单上。",
    )

    def __init__(self, *args, giver: StaffMember, rows: list[Pairing], user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        helpers = StaffMember.objects.filter(bureau=user.bureau_id).exclude(pk=giver.pk)
        self.fields["receiver"].queryset = helpers
        self.fields["receiver"].widget.attrs |= {"list": "helpers", "autocomplete": "off"}
        self.fields["starts_on"].initial = clock.today
        self.fields["pairings"] = forms.MultipleChoiceField(
            choices=[(row.public_id, row.person.name) for row in rows], error_messages=NOT_TICKED
        )

    def clean_receiver(self) -> StaffMember:
        return self.cleaned_data["receiver"][0]

    def act(self) -> dict:
        """Return what the workflow asks for, the ticked rows by their keys."""
        values = dict(self.cleaned_data)
        ticked = set(values.pop("pairings"))
        return values | {"pairing_ids": [row.pk for row in self.rows if row.public_id in ticked]}


class SheetForm(forms.Form):
    """A side's signature on paper, registered by the caseworker."""

    sheet = forms.CharField(
        label="交接单单号", max_length=60, help_text="签好字的交接单归档的编号,如 2026年交接单第3号。"
    )

    def __init__(self, *args, handover: Handover, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        sides = [(side.value, f"{side.label} {handover.helper_of(side)}") for side in handover.open_sides]
        self.fields["side"] = forms.ChoiceField(label="谁签了字", choices=sides, widget=forms.RadioSelect)
        self.order_fields(["side", "sheet"])


class OwnSideForm(forms.Form):
    side = forms.ChoiceField(choices=HandoverSide)
