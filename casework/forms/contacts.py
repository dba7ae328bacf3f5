"""Forms of contacts: at the desk, on the phone, and for printed sheets."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from casework.choices.contacts import MAX_HELPERS, MAX_PERSONS, ContactKind, ContactPurpose
from casework.forms.contact_parts import PhotosField, RaisedRows
from casework.forms.fields import NamesField, StaffField
from casework.models import Contact, Duty
from office import clock
from office.forms.fields import DateInput
from office.models import Branch, StaffMember, User
from registry.models import Person

# What one sheet of a pile has in common with the next.
KEPT = ("held_on", "helpers", "sheet_reference", "made_for")
MOST_SUGGESTED = 400  # names in a list that opens under a field
# What is filled in again when a voided contact is entered anew.
REPEATED = ("kind", "held_on", "purposes", "seen", "note", "mood", "next_step", "sheet_reference")


def new_request_key() -> str:
    return uuid.uuid4().hex


def long_text(label: str, *, rows: int = 3, **kwargs) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class ContactFields(forms.Form):
    """What is said of a contact on every form."""

    kind = forms.ChoiceField(label="方式", choices=ContactKind, widget=forms.RadioSelect, initial=ContactKind.VISIT)
    held_on = forms.DateField(label="日期", widget=DateInput())
    purposes = forms.MultipleChoiceField(
        label="内容", choices=ContactPurpose, widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = long_text("身体和生活状况")
    note = long_text("谈话内容")
    mood = long_text("思想和精神状态", rows=2)
    next_step = long_text("下一步", rows=2)
    photos = PhotosField(label="照片或扫描件")
    made_for = forms.ModelChoiceField(
        Duty.objects.none(),
        label="走访慰问",
        required=False,
        empty_label="不属于走访慰问",
        to_field_name="public_id",
        help_text="选了的,名单里就算已走访。",
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["made_for"].queryset = Duty.objects.open_rounds(user.bureau_id)
        today = clock.today()
        self.fields["held_on"].initial = today
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        self.fields["request_key"].initial = new_request_key

    def start_as(self, kind: str) -> None:
        """Fill in what the button of a kind of contact says already: a call is a greeting. Rule: R-576."""
        if kind in ContactKind.values:
            self.initial["kind"] = kind
        if kind == ContactKind.CALL:
            self.initial["purposes"] = [ContactPurpose.GREET]

    def whole(self, rows: RaisedRows) -> dict[str, Any] | None:
        """Return what to record, the needs of the rows included; None when form or rows are not right."""
        if not self.is_valid() or (rows.is_bound and not rows.is_valid()):
            return None
        raised = rows.raised(self.cleaned_data["persons"]) if rows.is_bound else []
        return None if any(rows.errors) else self.cleaned_data | {"raised": raised}


class RecordForm(ContactFields):
    """A contact entered at a desk, mostly from a signed sheet."""

    persons = NamesField(
        label="走访对象", most=MAX_PERSONS, help_text="姓名,几个人用顿号隔开;同名时写出生年份,如 王秀英(1942)。"
    )
    helpers = StaffField(
        label="走访人",
        most=MAX_HELPERS,
        required=False,
        help_text="姓名或工号,几个人用顿号隔开;不填就是走访对象的联系人。",
    )
    sheet_reference = forms.CharField(
        label="走访记录表",
        max_length=60,
        required=False,
        help_text="代别人录入时写明签字纸表的编号或存放处,如 2026年第1册12页。",
    )
    corrects = forms.ModelChoiceField(
        queryset=None, to_field_name="public_id", required=False, widget=forms.HiddenInput
    )
    field_order = [
        "persons",
        "helpers",
        "kind",
        "held_on",
        "purposes",
        "seen",
        "note",
        "mood",
        "next_step",
        "sheet_reference",
        "photos",
    ]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["persons"].queryset = Person.objects.editable_by(user)
        self.fields["helpers"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)
        for name in ("persons", "helpers"):
            self.fields[name].widget.attrs |= {"list": name, "autocomplete": "off", "data-names": True}
        self.fields["corrects"].queryset = Contact.objects.visible_to(user).exclude(voided_at=None)

    def suggestions(self) -> dict[str, list]:
        """Return whom the two fields of names suggest; too many to scroll through are none. Queries: two."""
        persons = (
            self.fields["persons"].queryset.living(clock.today()).select_related("branch").order_by("pinyin", "pk")
        )
        helpers = self.fields["helpers"].queryset.serving(clock.today()).order_by("pinyin", "pk")
        found = {"persons": list(persons[: MOST_SUGGESTED + 1]), "helpers": list(helpers[: MOST_SUGGESTED + 1])}
        return {name: rows if len(rows) <= MOST_SUGGESTED else [] for name, rows in found.items()}

    def start_with(self, asked: QueryDict) -> None:
        """Fill in who is named in the address, what the last sheet had in common, or what a voided contact said."""
        self.start_as(asked.get("kind", ""))
        self.initial.update({name: asked[name] for name in KEPT if name in asked})
        voided = self.fields["corrects"].queryset.filter(public_id=asked.get("corrects", "")).first()
        if voided is None:
            self.initial["persons"] = self.fields["persons"].words_for(asked.getlist("person"))
            return
        self.initial.update({name: getattr(voided, name) for name in REPEATED})
        self.initial["persons"] = self.fields["persons"].words(voided.persons.all())
        self.initial["helpers"] = self.fields["helpers"].words(voided.helpers.all())
        self.initial["corrects"] = voided.public_id
        self.initial["made_for"] = self.fields["made_for"].queryset.filter(rows__contact=voided).first()


class OwnContactForm(ContactFields):
    """A contact a helper logs on the phone, with one or more of their own people."""

    persons = forms.ModelMultipleChoiceField(
        label="走访了谁",
        queryset=None,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选走访了谁。", "invalid_choice": "有的人现在不由您联系,请刷新页面。"},
    )
    field_order = ["persons", "kind", "held_on", "purposes", "seen", "note", "mood", "next_step"]

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = people
        self.fields["seen"].help_text = "一两句就好。"
        self.fields["photos"].widget.attrs |= {"accept": "image/*", "capture": "environment"}


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, help_text="作废的记录仍可查看,不再计入走访。")


class ContactFilter(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    kind = forms.ChoiceField(label="方式", required=False, choices=[("", "全部"), *ContactKind.choices])
    since = forms.DateField(label="从", required=False, widget=DateInput())
    until = forms.DateField(label="到", required=False, widget=DateInput())


class BranchFilter(forms.Form):
    """Filter of the no-helper list."""

    branch = forms.ModelChoiceField(label="支部", queryset=None, to_field_name="public_id", required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.filter(bureau=user.bureau_id)
        self.fields["branch"].empty_label = "全部"


class SheetsForm(forms.Form):
    """Which blank visit sheets to print."""

    ROUNDS = [("all", "全部有联系人的人"), ("waiting", "本期内到期的人"), ("overdue", "已经逾期的人")]
    title = forms.CharField(label="轮次", max_length=40, help_text="印在表头,如 2026年第四季度走访。")
    who = forms.ChoiceField(label="打印给谁", choices=ROUNDS, widget=forms.RadioSelect, initial="waiting")
    helpers = StaffField(
        label="只打印这些联系人的",
        most=50,
        required=False,
        help_text="姓名或工号,几个人用顿号隔开;不填就是所有联系人。",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helpers"].queryset = StaffMember.objects.filter(bureau=user.bureau_id)
