"""Forms of the leaders' visit plans: a new one, and all its lines at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from casework.choices.leader_plans import MAX_ADDED, MAX_NAMES
from casework.forms.fields import NamesField, StaffField
from casework.models import LeaderPlanLine
from casework.workflows.leader_plans import Added, Change, Trip
from office import clock, lunar
from office.forms.fields import DateInput, VersionField
from office.models import StaffMember, User
from registry.models import Person


class PlanForm(forms.Form):
    title = forms.CharField(label="名称", max_length=60, help_text="印在表头。")
    starts_on = forms.DateField(label="走访日期", widget=DateInput(), help_text="先填一天,建好后可以逐人改。")
    from_pairings = forms.BooleanField(
        label="按领导结对列出",
        required=False,
        initial=True,
        help_text="每对领导结对一行,联系人列为陪同人员。",
    )
    car = forms.CharField(label="用车", required=False, max_length=40)
    gift = forms.CharField(label="慰问方式", required=False, max_length=60, help_text="例:慰问金 1000 元、慰问品一份。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = lunar.next_festival(clock.today())
        self.fields["title"].initial = f"{coming.on.year}年{coming.name}领导走访慰问计划"


class TripForm(forms.Form):
    planned_on = forms.DateField(label="走访日期", widget=DateInput())
    companions = forms.CharField(label="陪同人员", required=False, max_length=100)
    car = forms.CharField(label="用车", required=False, max_length=40)
    gift = forms.CharField(label="慰问方式", required=False, max_length=60)

    def trip(self) -> Trip:
        return Trip(**{name: self.cleaned_data[name] for name in ("planned_on", "companions", "car", "gift")})


class LineForm(TripForm):
    """A line there is; leader and person stay as they are."""

    left_reason = forms.CharField(label="不再走访的原因", required=False, max_length=100)
    line = forms.CharField(widget=forms.HiddenInput, max_length=12)
    version = VersionField()

    def change(self) -> Change:
        values = self.cleaned_data
        names = ("planned_on", "companions", "car", "gift", "left_reason")
        return Change(values["line"], values["version"], Trip(**{name: values[name] for name in names}))


class AddedForm(TripForm):
    """New lines: a leader and everybody they go to on one day; a row left empty is none."""

    leader = StaffField(label="走访领导", most=1, help_text="姓名或工号。")
    persons = NamesField(label="走访对象", most=MAX_NAMES, help_text="姓名,几个人用顿号隔开。")
    field_order = ["leader", "persons", "planned_on", "companions", "car", "gift"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = StaffMember.objects.filter(bureau=user.bureau_id).serving(clock.today())
        self.fields["persons"].queryset = Person.objects.editable_by(user).living(clock.today())
        for name in ("leader", "persons"):
            self.fields[name].widget.attrs |= {"list": name, "autocomplete": "off", "data-names": True}

    def added(self) -> Added:
        return Added(self.cleaned_data["leader"][0], self.cleaned_data["persons"], self.trip())


class PlanLines:
    """All lines of a plan in one form: those there are, and rows for new ones."""

    def __init__(self, data: QueryDict | None, *, lines: Sequence[LeaderPlanLine], user: User) -> None:
        names = ("planned_on", "companions", "car", "gift", "left_reason", "version")
        initial = [{"line": line.public_id} | {name: getattr(line, name) for name in names} for line in lines]
        kept = forms.formset_factory(LineForm, extra=0, absolute_max=1000, max_num=1000)
        new = forms.formset_factory(AddedForm, extra=1, max_num=MAX_ADDED, validate_max=True)
        self.kept = kept(data, initial=initial, prefix="line")
        self.new = new(data, prefix="new", form_kwargs={"user": user})
        self.lines = {line.public_id: line for line in lines}

    @property
    def rows(self) -> Iterator[tuple[LeaderPlanLine, LineForm]]:
        """Yield each line with its form; a form of a line that is not of this plan has none."""
        for form in self.kept:
            if line := self.lines.get(form["line"].value()):
                yield line, form

    def is_valid(self) -> bool:
        return all([self.kept.is_valid(), self.new.is_valid()])

    def wanted(self) -> dict[str, list]:
        """Return what the workflow takes."""
        added = [form.added() for form in self.new if form.has_changed()]
        return {"changes": [form.change() for form in self.kept], "added": added}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤销原因", max_length=200)
