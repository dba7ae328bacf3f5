"""The list of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from office import clock
from office.identifiers.dates import completed_years
from office.models import Bureau, User
from office.roles import Permission
from office.views.access import needs
from registry import choices as c
from registry import hooks
from registry.figures import situation
from registry.forms.lists import PersonFilterForm
from registry.models import Person

PER_PAGE, COUNTED_TO = 50, 10_000
SORTS = {"name": "pinyin", "age": "-birth_date", "branch": "branch__name", "kind": "kind"}
COLUMNS = [
    ("public_id", "name", "kind", "birth_date", "died_on", "transferred_out_on"),
    ("branch__name", "living_arrangement", "self_care", "phone"),
]
KINDS, LIVING, CARE = dict(c.PersonKind.choices), dict(c.LivingArrangement.choices), dict(c.SelfCare.choices)


class CappedPaginator(Paginator):
    """A paginator that counts to 10,000 and no further: the exact number of a long list is not worth a scan."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: COUNTED_TO + 1].count()

    @property
    def capped(self) -> bool:
        return self.count > COUNTED_TO


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to be printed."""

    public_id: str
    name: str
    kind: str
    age: int | None
    branch: str
    living: str
    care: str
    phone: str
    state: str
    extra: tuple[Any, ...]


@needs(Permission.SEE_PEOPLE)
def person_list(request: HttpRequest) -> HttpResponse:
    """Show the people in scope: filtered, sorted, fifty a page."""
    form = PersonFilterForm(request.GET or {}, user=request.user)
    people = form.narrow(Person.objects.visible_to(request.user))
    people, of_figure = of_figure_people(request, people)
    columns = list(hooks.LIST_COLUMNS)
    page = CappedPaginator(
        sorted_people(people, request.GET.get("sort", ""), columns, request.user), PER_PAGE
    ).get_page(request.GET.get("page"))
    page.object_list = rows(page.object_list, columns, request.user)
    context = {
        "form": form,
        "page": page,
        "columns": columns,
        "of_figure": of_figure,
        "may_edit": request.user.may(Permission.EDIT_PEOPLE),
        "may_import": request.user.may(Permission.IMPORT_ROSTER),
        "may_export": request.user.may(Permission.EXPORT_PEOPLE),
        "may_export_full": request.user.may(Permission.EXPORT_FULL),
        "may_see_care": request.user.may(Permission.SEE_ILLNESS),
        "bureaus": request.user.bureau and request.user.bureau.children.exists(),
    }
    response = render(request, "registry/person_list.html", context)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def of_figure_people(request: HttpRequest, people: QuerySet[Person]) -> tuple[QuerySet[Person], dict[str, Any] | None]:
    """Return exactly the people a figure of the situation report counts (?figure=key&as_of=date), and its label."""
    from registry.forms.reports import FigureForm

    asked = FigureForm(request.GET, user=request.user)
    if "figure" not in request.GET or not asked.is_valid():
        return people, None
    bureau: Bureau | None = asked.cleaned_data["bureau"] or request.user.bureau
    found = situation(as_of=asked.cleaned_data["as_of"], bureau=bureau).figure(asked.cleaned_data["figure"])
    counted = found.unknown if asked.cleaned_data["unknown"] else found.people
    people = Person.objects.visible_to(request.user).filter(pk__in=counted)
    label = f"{found.label}{'未登记' if asked.cleaned_data['unknown'] else ''}"
    return people, {"label": label, "as_of": asked.cleaned_data["as_of"]}


def sorted_people(
    people: QuerySet[Person], sort: str, columns: Sequence[hooks.ListColumn], user: User
) -> QuerySet[Person]:
    """Return the people in the order asked for, with what upper apps add; every order ends in the row's number."""
    for column in columns:
        people = people.annotate(**column.annotate(user))
    known = SORTS | {column.key: column.sort for column in columns if column.sort}
    column_name, down = known.get(sort.lstrip("-"), "pinyin"), sort.startswith("-")
    if column_name.startswith("-"):  # the oldest have the earliest birth dates
        column_name, down = column_name[1:], not down
    order = F(column_name).desc(nulls_last=True) if down else F(column_name).asc(nulls_last=True)
    if column_name in ("pinyin", "kind"):  # never NULL: the plain order uses the index
        return people.order_by(f"{'-' if down else ''}{column_name}", "-id" if down else "id")
    return people.order_by(order, "id")


def rows(people: QuerySet[Person], columns: Sequence[hooks.ListColumn], user: User) -> list[Row]:
    """Return the page's lines from tuples: building fifty model instances would cost more than the query."""
    today = clock.today()
    added = [name for column in columns for name in column.annotate(user)]
    names = [*COLUMNS[0], *COLUMNS[1], *added]
    return [
        Row(
            public_id=public_id,
            name=name,
            kind=KINDS[kind],
            age=completed_years(birth, died or today) if birth else None,
            branch=branch or "",
            living=LIVING.get(living, ""),
            care=CARE.get(care, ""),
            phone=phone,
            state=_state(died, away, today),
            extra=tuple(extra),
        )
        for public_id, name, kind, birth, died, away, branch, living, care, phone, *extra in people.values_list(*names)
    ]


def _state(died_on: Any, transferred_out_on: Any, today: Any) -> str:
    if died_on:
        return "已去世"
    return "已转出" if transferred_out_on and transferred_out_on <= today else ""
