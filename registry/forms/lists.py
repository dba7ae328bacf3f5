"""The filters of the person list: what anybody may filter by, what the role may see, and what upper apps add."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from office import clock
from office.identifiers import names
from office.models import Branch, User
from office.roles import Permission
from registry import choices as c
from registry import hooks, identity
from registry.models import Person

ANY = ("", "全部")
UNKNOWN = "unknown"
STATES = [("", "健在"), ("dead", "已去世"), ("away", "已转出"), ("all", "全部")]
CODED = {
    "kind": (c.PersonKind, "人员类别"),
    "living_arrangement": (c.LivingArrangement, "居住情况"),
    "housing_tenure": (c.HousingTenure, "住房情况"),
    "residence_area": (c.ResidenceArea, "居住地"),
    "self_care": (c.SelfCare, "自理能力"),
    "illness_kind": (c.IllnessKind, "主要疾病"),
    "long_term_medication": (c.YesNo, "长期服药"),
}
OF_ILLNESS = {"illness_kind", "long_term_medication", "self_care"}


class PersonFilterForm(forms.Form):
    """Filters of the list. Fields the user may not see are not there, so nobody filters by them."""

    q = forms.CharField(label="姓名、拼音、电话或证件末四位", required=False, max_length=50)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, (choices, label) in CODED.items():
            if name in OF_ILLNESS and not user.may(Permission.SEE_ILLNESS):
                continue
            options = [ANY, *choices.choices] + ([(UNKNOWN, "未登记")] if name != "kind" else [])
            self.fields[name] = forms.ChoiceField(label=label, choices=options, required=False)
        branches = (
            Branch.objects.filter(bureau__path__startswith=user.bureau.path) if user.bureau else Branch.objects.none()
        )
        self.fields["branch"] = forms.ModelChoiceField(
            branches, label="党支部", required=False, empty_label="全部", to_field_name="public_id"
        )
        self.fields["state"] = forms.ChoiceField(label="状态", choices=STATES, required=False)
        self.extra = [extra for extra in hooks.LIST_FILTERS if extra.may(user)]
        for extra in self.extra:
            self.fields[extra.key] = forms.ChoiceField(
                label=extra.label, choices=[ANY, *extra.choices(user)], required=False
            )
        self.order_fields(["q", "kind", "branch", "living_arrangement", "state"])

    def narrow(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """Return the people the filters leave. An unknown value in the address filters nothing."""
        values = self.cleaned_data if self.is_valid() else {k: v for k, v in self.cleaned_data.items() if v}
        people = _by_state(people, values.get("state", ""))
        for name in CODED:
            if wanted := values.get(name):
                people = people.filter(**{name: "" if wanted == UNKNOWN else wanted})
        if values.get("branch"):
            people = people.filter(branch=values["branch"])
        for extra in self.extra:
            if wanted := values.get(extra.key):
                people = people.filter(extra.condition(self.user, wanted))
        text = values.get("q", "").strip()
        return people.filter(found_by(text)) if text else people


def _by_state(people: QuerySet[Person], state: str) -> QuerySet[Person]:
    if state == "dead":
        return people.filter(died_on__isnull=False)
    if state == "away":
        return people.filter(transferred_out_on__isnull=False)
    return people if state == "all" else people.living(clock.today())


def found_by(text: str) -> Q:
    """Return the condition for a name, its pinyin or initials, a phone, or an ID number (whole, or its last four)."""
    plain = text.replace(" ", "").upper()
    if plain.isascii() and plain.isalpha():
        lowered = plain.lower()
        return Q(initials__startswith=lowered) | Q(pinyin__startswith=lowered) | Q(spellings__contains=lowered)
    if plain[:-1].isdigit() and (plain[-1].isdigit() or plain[-1] == "X"):
        if len(plain) in (15, 18):
            return Q(id_hash=identity.hash_of_typed(plain))
        tail = Q(id_tail_hash=identity.id_tail_hash(plain)) if len(plain) == 4 else Q()
        return tail | Q(phone__contains=plain)
    return Q(name_key__contains=names.name_key(text))
