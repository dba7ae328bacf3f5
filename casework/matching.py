"""Whom to propose as contact person of somebody who has none: candidates with the reasons that speak for each.

It decides nothing: the caseworker chooses, the section head issues.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.models import Pairing
from casework.querysets.board import quotas_of
from office.models import Bureau, Post, StaffMember
from registry.merged import records_of
from registry.models import Person, RelativeDeclaration

SHOWN = 3
# An address up to the estate, the village or the house number is what neighbours share.
ESTATE = re.compile(r".*?(?:小区|家属院|家属楼|宿舍|花园|家园|新村|公寓|大院|苑|社区|村|\d+号)")


@dataclass(frozen=True)
class Candidate:
    """A possible helper, how many people they have of how many their post has, and what speaks for them."""

    helper: StaffMember
    load: int
    quota: int
    reasons: tuple[str, ...]

    @property
    def is_free(self) -> bool:
        return self.load < self.quota


def candidates(people: Sequence[Person], *, bureau: Bureau, today: date) -> dict[int, list[Candidate]]:
    """Return person id → the best candidates, the best first. Declared relatives are never among them.

    Rule: R-464. Queries: four, and one for each post's quota, whatever the number of people.
    """
    helpers = list(StaffMember.objects.filter(bureau=bureau).possible_helpers(today).order_by("pinyin", "pk"))
    held = Pairing.objects.open().contacts().filter(helper__in=helpers).select_related("person")
    load: Counter[int] = Counter()
    estates: dict[int, set[str]] = defaultdict(set)
    for row in held:
        load[row.helper_id] += 1
        estates[row.helper_id] |= {estate_of(row.person)} - {""}
    quotas = quotas_of(bureau, today)
    related = _related(people)

    def candidate(person: Person, helper: StaffMember) -> Candidate:
        reasons = []
        if person.branch_id and person.branch_id == helper.branch_id:
            reasons.append("同一党支部")
        if estate_of(person) in estates[helper.pk]:
            reasons.append("联系的人里有邻居")
        return Candidate(helper, load[helper.pk], quotas[Post(helper.post)], tuple(reasons))

    def order(one: Candidate) -> tuple:
        return not one.is_free, -len(one.reasons), one.load - one.quota, one.helper.pinyin, one.helper.pk

    return {
        person.pk: sorted(
            (candidate(person, helper) for helper in helpers if (person.pk, helper.pk) not in related), key=order
        )[:SHOWN]
        for person in people
    }


def estate_of(person: Person) -> str:
    """Return what of an address neighbours share; empty where it names no estate, village or house number."""
    found = ESTATE.match("".join(person.address.split()))
    return found[0] if found else ""


def _related(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Return (person, staff member) of the declarations in force, those made for merged records too."""
    ids = [person.pk for person in people]
    declared = RelativeDeclaration.objects.filter(person__in=records_of(ids), ended_on=None)
    return {
        (person_id, staff_id)
        for kept, merged, staff_id in declared.values_list("person_id", "person__merged_into_id", "staff_member_id")
        for person_id in (kept, merged)
        if person_id
    }
