"""The filters of the person list: what anybody may filter by, what the role may see, and what upper apps add."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from office import clock
from office.identifiers import names, phones
from office.models import Branch, Bureau, User
from office.roles import Permission
from registry import choices as c
from registry import hooks, identity
from registry.models import Person
from registry.rights import hidden_from

ANY = ("", "全部")
UNKNOWN = "unknown"
STATES = [("", "健在"), ("dead", "已去世"), ("away", "已转出"), ("unlisted", "后册未列"), ("all", "全部")]
CODED = {
    "kind": (c.PersonKind, "人员类别"),
    "living_arrangement": (c.LivingArrangement, "居住情况"),
    "housing_tenure": (c.HousingTenure, "住房情况"),
    "residence_area": (c.ResidenceArea, "居住地"),
    "self_care": (c.SelfCare, "自理能力"),
    "illness_kind": (c.IllnessKind, "主要疾病"),
    "long_term_medication": (c.YesNo, "长期服药"),
}
MOST_DIGITS = 6  # a longer run could be an ID number, which never stands in an address
LONGEST_NAME = 50


class PersonFilterForm(forms.Form):
    """Filters of the list. Fields the user may not see are not there, so nobody filters by them. Rule: R-60."""

    q = forms.CharField(
        label="姓名、拼音或号码末几位",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "pattern": rf"(?!(.*\d){{{MOST_DIGITS + 1}}}).*",  # keeps the browser from sending it at all
                "title": f"这里最多填 {MOST_DIGITS} 位数字;整个电话或证件号,请用页面顶上的查找。",
            }
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        hidden = hidden_from(user)
        for name, (choices, label) in CODED.items():
            if name in hidden:
                continue
            options = [ANY, *choices.choices] + ([(UNKNOWN, "未登记")] if name != "kind" else [])
            self._add(name, label, options)
        branches = Branch.objects.filter(user.bureau_scope())
        self._add("branch", "党支部", [ANY, *_names(branches), (UNKNOWN, "未登记")])
        self.many_bureaus = user.has_lower_bureaus  # with one bureau nothing of the tree shows
        if self.many_bureaus:
            bureaus = Bureau.objects.visible_to(user).values_list("code", "name")
            self._add("bureau", "单位", [ANY, *bureaus])
        self._add("state", "状态", STATES)
        self.extra = [extra for extra in hooks.LIST_FILTERS if extra.may(user)]
        for extra in self.extra:
            self._add(extra.key, extra.label, [ANY, *extra.choices(user)])
        self.order_fields(["q", "kind", "branch", "living_arrangement", "state"])

    def _add(self, name: str, label: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean_q(self) -> str:
        text = self.cleaned_data["q"].strip()
        if len(re.findall(r"\d", text)) > MOST_DIGITS:
            raise ValidationError("整个电话号码或证件号码请用页面顶上的查找,不在这里填写。", code="too-many-digits")
        return text

    def narrow(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """Return the people the filters leave. An unknown value in the address filters nothing."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        people = _by_state(people, values.get("state", ""))
        for name in CODED:
            if wanted := values.get(name):
                people = people.filter(**{name: "" if wanted == UNKNOWN else wanted})
        if branch := values.get("branch"):
            people = people.filter(branch=None) if branch == UNKNOWN else people.filter(branch__name=branch)
        if code := values.get("bureau"):
            people = people.filter(bureau__code=code)
        for extra in self.extra:
            if wanted := values.get(extra.key):
                people = people.filter(extra.condition(self.user, wanted))
        return people.filter(found_by(values["q"], self.user)) if "q" in values else people


def _names(branches: QuerySet[Branch]) -> list[tuple[str, str]]:
    return [(name, name) for name in branches.order_by("name").values_list("name", flat=True).distinct()]


def _by_state(people: QuerySet[Person], state: str) -> QuerySet[Person]:
    if state == "dead":
        return people.filter(died_on__isnull=False)
    if state == "away":
        return people.filter(transferred_out_on__lte=clock.today())
    if state == "unlisted":
        return people.living(clock.today()).filter(unlisted_from__lte=clock.today())
    return people if state == "all" else people.living(clock.today())


def found_by(text: str, user: User) -> Q:
    """Return the condition for a name, its pinyin or initials, a phone, or an ID number (whole, or its last four).

    Whoever may not see phones or ID numbers does not find anybody by them.
    """
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return Q(pk__in=[])
    if plain.isascii() and plain.isalpha():
        return _by_letters(plain.lower())
    if plain.isascii() and (plain[:-1] or plain).isdigit() and (plain[-1].isdigit() or plain[-1] == "X"):
        return _by_digits(plain, user)
    return Q(name_key__contains=names.name_key(text))


def _by_letters(letters: str) -> Q:
    """Return the condition for the beginning of any reading, or for the letters of a given name."""
    found = Q(initials__startswith=letters) | Q(pinyin__startswith=letters) | Q(spellings__contains=f" {letters}")
    return found | Q(spellings__contains=letters) if len(letters) > 3 else found


def _by_digits(plain: str, user: User) -> Q:
    if len(plain) in (15, 18):
        return Q(id_hash=identity.hash_of_typed(plain)) if user.may(Permission.SEE_PEOPLE) else Q(pk__in=[])
    found = Q(pk__in=[])
    if user.may(Permission.SEE_PEOPLE) or user.may(Permission.LOG_CONTACTS):
        found |= Q(phone__contains=plain) | Q(phone__contains=_with_area_code(plain))
    if len(plain) == 4 and user.may(Permission.SEE_PEOPLE):
        found |= Q(id_tail_hash=identity.id_tail_hash(plain))
    return found


def _with_area_code(plain: str) -> str:
    """Return a number as it is stored: 07464712345 is 0746-4712345."""
    try:
        return phones.parse_phone(plain).number
    except ValidationError:
        return plain
