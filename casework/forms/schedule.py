"""Filters of the schedule's lists."""

from datetime import date

from django import forms

from casework.choices.schedule import CAUSES, DueKind, Standing, Tier
from casework.querysets.people import is_contact_person
from casework.round_plan import months_ahead
from office import clock
from office.forms.fields import DateInput
from office.models import Branch, StaffMember, User
from office.roles import Permission

NOBODY = "none"  # in an address: without a helper, without a branch
ALL = ("", "全部")


class ScheduleFilter(forms.Form):
    """Filters of the schedule: who is overdue unless something else is asked for."""

    SHOWN = [
        (Standing.OVERDUE, "逾期未联系"),
        ("apart", "逾期未联系,住院的另列"),
        ("warned", "逾期和临期"),
        (Standing.SOON, "临期"),
        (Standing.FINE, "按期"),
        (Standing.NONE, "还没有排日程"),
        ("all", "全部在册人员"),
    ]
    show = forms.ChoiceField(label="显示", required=False, choices=SHOWN)
    helper = forms.ChoiceField(label="联系人", required=False)
    branch = forms.ChoiceField(label="支部", required=False)
    tier = forms.ChoiceField(label="联系等级", required=False, choices=[ALL, *Tier.choices, (NOBODY, "未排")])

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        staff = StaffMember.objects.filter(is_contact_person(clock.today()), bureau=user.bureau_id)
        branches = Branch.objects.filter(bureau=user.bureau_id)
        self.fields["helper"].choices = [
            ALL,
            (NOBODY, "没有联系人"),
            *staff.order_by("pinyin", "pk").values_list("public_id", "name"),
        ]
        self.fields["branch"].choices = [
            ALL,
            (NOBODY, "没有党支部"),
            *branches.order_by("pk").values_list("public_id", "name"),
        ]


class DueFilter(forms.Form):
    """Filters of what is due between two days."""

    since = forms.DateField(label="从", required=False, widget=DateInput())
    until = forms.DateField(label="到", required=False, widget=DateInput())
    kind = forms.ChoiceField(label="方式", required=False, choices=[ALL, *DueKind.choices])
    cause = forms.ChoiceField(label="缘由", required=False)

    def __init__(self, *args, illness: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [ALL, *(row for row in CAUSES if illness or row[0] != "ill")]


class RoundPlanFilter(forms.Form):
    """Which month's round plan to show, and whose; who looks after people sees their own alone."""

    month = forms.ChoiceField(label="月份", required=False)
    helper = forms.ModelChoiceField(
        StaffMember.objects.none(),
        label="联系人",
        required=False,
        empty_label="全部联系人",
        to_field_name="public_id",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.months = {f"{first:%Y-%m}": first for first in months_ahead(clock.today())}
        self.fields["month"].choices = [(key, f"{first.year}年{first.month}月") for key, first in self.months.items()]
        if user.may(Permission.SEE_CASEWORK):
            staff = StaffMember.objects.filter(is_contact_person(clock.today()), bureau=user.bureau_id)
            self.fields["helper"].queryset = staff.order_by("pinyin", "pk")
        else:
            del self.fields["helper"]

    def asked(self) -> tuple[date, StaffMember | None]:
        """Return the first day of the month and the contact person; this month and everybody for anything else."""
        values = self.cleaned_data if self.is_valid() else {}
        first = self.months.get(values.get("month") or "", min(self.months.values()))
        return first, values.get("helper")
