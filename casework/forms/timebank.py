"""Forms of the time bank. Hours are typed as 1.5 and kept as 90 minutes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casework.choices.timebank import MAX_MINUTES
from casework.forms.fields import NamesField, StaffField
from casework.models import Beneficiary, Volunteer
from casework.workflows.timebank import Who
from office import clock
from office.forms.fields import DateInput
from office.models import StaffMember, User
from registry.choices import Relation
from registry.models import Person

SHOWN_CHOICES = [("", "全部"), ("waiting", "待确认"), ("booked", "已入账"), ("reversed", "已冲销")]


class HoursField(forms.DecimalField):
    """Hours with a fraction, as whole minutes."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", "时长(小时)"),
            min_value=Decimal("0.01"),
            max_value=Decimal(most) / 60,
            decimal_places=2,
            help_text=kwargs.pop("help_text", "一小时半填 1.5,一刻钟填 0.25。"),
            **kwargs,
        )

    def clean(self, value: Any) -> int | None:
        hours = super().clean(value)
        if hours is None:
            return None
        minutes = hours * 60
        if minutes != int(minutes):
            raise ValidationError("请填到整分钟,例:0.25、0.5、1.5。", code="whole-minutes")
        return int(minutes)


class VolunteerForm(forms.Form):
    """Who volunteers: one of three."""

    staff_member = StaffField(label="在职人员", required=False, help_text="填姓名或工号。三项只填一项。")
    person = NamesField(label="离退休人员", required=False)
    name = forms.CharField(label="其他人的姓名", required=False, max_length=50, help_text="社区志愿者、家属等。")
    phone = forms.CharField(label="联系电话", required=False, max_length=100)
    group = forms.CharField(label="所在队伍", required=False, max_length=60, help_text="例:青年志愿者服务队。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["staff_member"].queryset = StaffMember.objects.filter(bureau=user.bureau_id).serving(today)
        self.fields["person"].queryset = Person.objects.editable_by(user).living(today)

    def enrolling(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        values = self.cleaned_data
        one = {name: next(iter(values[name]), None) for name in ("staff_member", "person")}
        return {"who": Who(**one, name=values["name"]), "phone": values["phone"], "group": values["group"]}


class ServiceForm(forms.Form):
    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label="志愿者", empty_label="请选择", to_field_name="public_id"
    )
    person = NamesField(label="被服务人")
    on = forms.DateField(label="服务日期", widget=DateInput())
    minutes = HoursField(most=MAX_MINUTES)
    what = forms.CharField(label="做了什么", max_length=200, help_text="例:打扫卫生、代买菜、陪同外出。不写病情。")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.fields["volunteer"].queryset = Volunteer.objects.filter(bureau=user.bureau_id).running()
        self.fields["person"].queryset = Person.objects.editable_by(user)  # who died meanwhile was served before

    def recording(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        values = dict(self.cleaned_data)
        return values | {"person": values["person"][0], "volunteer_id": values.pop("volunteer").pk}


class WitnessForm(forms.Form):
    confirmation = forms.CharField(
        label="本人怎样确认的", max_length=200, help_text="例:在服务单上签字、11月3日电话核实。"
    )


class GiveForm(forms.Form):
    relation = forms.ChoiceField(label="是志愿者的", choices=[("", "请选择"), *Relation.choices])
    name = forms.CharField(label="亲属姓名", max_length=50)
    minutes = HoursField(most=MAX_MINUTES * 365)
    note = forms.CharField(label="备注", required=False, max_length=120)


class SpendForm(forms.Form):
    beneficiary = forms.ModelChoiceField(
        Beneficiary.objects.none(),
        label="用谁的时间",
        required=False,
        empty_label="志愿者本人的",
        to_field_name="public_id",
    )
    on = forms.DateField(label="日期", widget=DateInput())
    minutes = HoursField(most=MAX_MINUTES * 365)
    what = forms.CharField(label="换得什么服务", max_length=200, help_text="例:家政保洁、陪护。不写病情。")

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
        self.fields["beneficiary"].queryset = volunteer.beneficiaries.all()


class SpanForm(forms.Form):
    """The days of a statement; this year until today when nothing is said."""

    since = forms.DateField(label="从", required=False, widget=DateInput())
    until = forms.DateField(label="到", required=False, widget=DateInput())

    def span(self) -> tuple[date, date]:
        values, today = (self.cleaned_data if self.is_valid() else {}), clock.today()
        return values.get("since") or date(today.year, 1, 1), values.get("until") or today


class ServiceFilter(forms.Form):
    q = forms.CharField(label="姓名", required=False, max_length=50)
    show = forms.ChoiceField(label="状态", required=False, choices=SHOWN_CHOICES)
