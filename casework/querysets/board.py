"""The pairing board: every helper with whom they look after, and what is out of order."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from casework.choices.pairing import PairingKind
from casework.models import Pairing
from casework.workflows.pairing import QUOTA_CODES
from office import policy
from office.models import Bureau, Post, StaffMember, User

SHOWS = {
    "": "全部联系人",
    "over": "超出名额",
    "free": "还有名额",
    "gone": "已不在职或不是党员",
    "stand_in": "正在代管",
    "relative": "与申报的亲属结对",
}


@dataclass(frozen=True)
class BoardRow:
    """A staff member of the board with their pairings of today by kind and the quota of their post."""

    helper: StaffMember
    is_able: bool  # a serving Party member
    quota: int
    contacts: list[Pairing]
    leaders: list[Pairing]
    stand_ins: list[Pairing]

    @property
    def is_over(self) -> bool:
        return len(self.contacts) > self.quota or len(self.leaders) > self.quota


def on_board(user: User, quotas: dict[Post, int], today: date) -> QuerySet[StaffMember]:
    """Return who is on the board: possible helpers, and whoever looks after somebody today.

    Adds `contact_count`, `leader_count` and `quota`.
    """
    active = Pairing.objects.active_on(today).filter(helper=OuterRef("pk")).order_by()
    staff = StaffMember.objects.visible_to(user).annotate(
        contact_count=_count(active.filter(kind=PairingKind.CONTACT)),
        leader_count=_count(active.filter(kind=PairingKind.LEADER)),
        quota=Case(
            *(When(post=post, then=Value(number)) for post, number in quotas.items()), output_field=IntegerField()
        ),
    )
    helping = Q(pk__in=Pairing.objects.active_on(today).values("helper"))
    possible = Q(pk__in=StaffMember.objects.possible_helpers(today).values("pk"))
    return staff.filter(helping | possible)


def _count(rows: QuerySet[Pairing]) -> Coalesce:
    return Coalesce(Subquery(rows.values("helper").annotate(count=Count("pk")).values("count")), 0)


def quotas_of(bureau: Bureau | None, today: date) -> dict[Post, int]:
    """Return post → how many people it should have at most. Queries: one for each post."""
    return {post: policy.whole(code, bureau=bureau, on=today) for post, code in QUOTA_CODES.items()}


def shown(staff: QuerySet[StaffMember], show: str, today: date) -> QuerySet[StaffMember]:
    """Return the part of the board that is asked for; an unknown word is all of it."""
    active = Pairing.objects.active_on(today)
    related = active.filter(
        helper__relative_declarations__ended_on=None, helper__relative_declarations__person=F("person")
    )
    conditions = {
        "over": Q(contact_count__gt=F("quota")) | Q(leader_count__gt=F("quota")),
        "free": Q(contact_count__lt=F("quota"), pk__in=StaffMember.objects.possible_helpers(today).values("pk")),
        "gone": ~Q(pk__in=StaffMember.objects.possible_helpers(today).values("pk")),
        "stand_in": Q(pk__in=active.filter(kind=PairingKind.STAND_IN).values("helper")),
        "relative": Q(pk__in=related.values("helper")),
    }
    return staff.filter(conditions.get(show, Q()))


def rows_of(helpers: list[StaffMember], quotas: dict[Post, int], today: date) -> list[BoardRow]:
    """Return the board's rows of one page. Queries: one."""
    held: dict[int, list[Pairing]] = {helper.pk: [] for helper in helpers}
    found = Pairing.objects.active_on(today).filter(helper__in=held).select_related("person__contact_state")
    for row in found.order_by("person__pinyin", "pk"):
        held[row.helper_id].append(row)

    def of_kind(helper: StaffMember, kind: PairingKind) -> list[Pairing]:
        return [row for row in held[helper.pk] if row.kind == kind]

    return [
        BoardRow(
            helper,
            helper.is_party_member and helper.is_serving(today),
            quotas[Post(helper.post)],
            of_kind(helper, PairingKind.CONTACT),
            of_kind(helper, PairingKind.LEADER),
            of_kind(helper, PairingKind.STAND_IN),
        )
        for helper in helpers
    ]
