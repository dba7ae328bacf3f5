"""The rows of 家庭成员 on the person's form."""

from typing import Any

from django import forms
from django.forms import formset_factory

from office import clock
from office.forms.fields import IdNumberField, NameField, PartialDateField, PhonesField
from office.identifiers.dates import completed_years
from registry import choices as c
from registry.forms.more import YuanField, coded, in_words

STILL_LEARNING = 25
OPENS = {
    "employment": (*c.OUT_OF_WORK, c.ChildEmployment.STUDYING),
    "relation": (c.Relation.GRANDSON, c.Relation.GRANDDAUGHTER),
}


class FamilyForm(forms.Form):
    """One relative; a row without a name is no row. What a child alone has is folded behind the rest."""

    asked = "name relation birth_date employment monthly_income lives_together is_dependent phone is_contact"
    folded = "schooling school workplace job_wish id_number"

    opens = in_words(OPENS)

    public_id = forms.CharField(required=False, widget=forms.HiddenInput)
    name = NameField(label="姓名", required=False)
    relation = forms.ChoiceField(label="关系", choices=[("", "请选择"), *c.Relation.choices], required=False)
    birth_date = PartialDateField(label="出生日期", required=False, birth=True)
    employment = coded(c.ChildEmployment, "就业状况")
    monthly_income = YuanField(label="月收入", required=False)
    lives_together = coded(c.YesNo, "是否同住")
    is_dependent = coded(c.YesNo, "是否靠本人供养")
    phone = PhonesField(label="电话", required=False, max_length=100)
    is_contact = forms.BooleanField(label="家属联系人", required=False)
    schooling = coded(c.Schooling, "就学阶段")
    school = forms.CharField(label="学校", required=False, max_length=100)
    workplace = forms.CharField(label="工作单位", required=False, max_length=100)
    job_wish = forms.CharField(label="就业意向", required=False, max_length=100)
    id_number = IdNumberField(label="身份证号", required=False, max_length=40)
    ended_reason = forms.CharField(
        label="不再列入的原因",
        required=False,
        max_length=100,
        help_text="例:已去世、离婚、登记错误。填写后这位家人不再列出。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if masked := self.initial.get("masked_id"):
            self.fields["id_number"].help_text = f"现登记:{masked}。不改请留空。"

    @property
    def plain(self) -> str:
        """Return the fields in view; only somebody already listed can be taken off the list."""
        return f"{self.asked} ended_reason" if self["public_id"].value() else self.asked

    @property
    def is_open(self) -> bool:
        """Return whether what only a child has matters here."""
        if any(self[name].errors or self[name].value() or self[name].help_text for name in self.folded.split()):
            return True
        birth = self.initial.get("birth_date")
        young = birth is not None and completed_years(birth.value, clock.today()) < STILL_LEARNING
        return young or any(self[name].value() in values for name, values in OPENS.items())

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if values.get("name") and not values.get("relation"):
            self.add_error("relation", "请选择与本人的关系。")
        if not values.get("name") and (values.get("relation") or values.get("public_id")):
            self.add_error("name", "请填写姓名;不再列入请填“不再列入的原因”。")
        return values


FamilyFormSet = formset_factory(FamilyForm, extra=1, max_num=30, absolute_max=40)
