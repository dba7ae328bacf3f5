"""The list of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from office import clock, formats
from office.identifiers.dates import completed_years
from office.models import Branch, User
from office.purposes import PurposeForm
from office.querystrings import changed
from office.roles import Permission
from office.views.access import needs
from office.views.files import attachment
from registry import choices as c
from registry import hooks
from registry.breakdown import of_branch
from registry.exports import export_people
from registry.figures import situation
from registry.forms.lists import PersonFilterForm
from registry.forms.reports import FigureForm
from registry.models import Person

PER_PAGE, COUNTED_TO = 50, 10_000
SORTS = {"name": "pinyin", "kind": "kind", "age": "-birth_date", "branch": "branch__name", "bureau": "bureau__name"}
UNLISTED = "后册未列"
NEVER_EMPTY = {"pinyin", "kind", "bureau__name"}  # the plain order, which an index can serve
KINDS, LIVING, CARE = dict(c.PersonKind.choices), dict(c.LivingArrangement.choices), dict(c.SelfCare.choices)


class CappedPaginator(Paginator):
    """A paginator that counts to 10,000 and no further: the exact number of a long list is not worth a scan."""

    object_list: QuerySet[Person]

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: COUNTED_TO + 1].count()

    def page_of_ids(self, number: str | None) -> tuple[Page, list[int]]:
        """Return a page and its people's ids; a list that fits on its first page is not counted again."""
        ids = self.object_list.values_list("pk", flat=True)
        if number in (None, "", "1"):
            found = list(ids[: self.per_page + 1])
            if len(found) <= self.per_page:
                self._counted = len(found)
            return self.page(1), found[: self.per_page]
        page = self.get_page(number)
        first = (page.number - 1) * self.per_page
        return page, list(ids[first : first + self.per_page])

    @property
    def count(self) -> int:
        return min(self._counted, COUNTED_TO)

    @property
    def capped(self) -> bool:
        return self._counted > COUNTED_TO


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list in words, ready to be printed; "" is not known."""

    public_id: str
    name: str
    kind: str
    age: int | str
    bureau: str
    branch: str
    living: str
    care: str
    phone: str
    extra: tuple[tuple[str, str, str], ...]  # label, CSS class and words of what upper apps add
    state: str
    tone: str


@require_safe
@needs(Permission.SEE_PEOPLE)
def person_list(request: HttpRequest) -> HttpResponse:
    """Show the people in scope: filtered, sorted, fifty a page."""
    form, people, of_figure = asked_people(request)
    if form.has_error("q"):  # perhaps an ID number: it leaves the address at once
        messages.warning(request, form.errors["q"][0])
        return redirect(changed(request, q=None, page=None))
    columns = list(hooks.LIST_COLUMNS)
    paginator = CappedPaginator(ordered(people, request.GET.get("sort", ""), request.user), PER_PAGE)
    page, ids = paginator.page_of_ids(request.GET.get("page"))
    page.object_list = rows(ids, columns, request.user)
    context = {
        "form": form,
        "page": page,
        "total": f"{paginator.count:,}" + ("+" if paginator.capped else ""),
        "columns": columns,
        "of_figure": of_figure,
        "may_edit": request.user.may(Permission.EDIT_PEOPLE),
        "may_import": request.user.may(Permission.IMPORT_ROSTER),
        "may_export": request.user.may(Permission.EXPORT_PEOPLE),
        "may_export_full": request.user.may(Permission.EXPORT_FULL),
        "any_filter": bool(form.changed_data),
    }
    response = render(request, "registry/person_list.html", context)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


@needs(Permission.EXPORT_PEOPLE)
def person_export(request: HttpRequest) -> HttpResponse:
    """Ask what for; answer exactly the list the address asks for as a workbook, numbers masked."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    _, people, _ = asked_people(request)
    if form.is_valid():
        asked = ordered(people, request.GET.get("sort", ""), request.user)
        data = export_people(asked, user=request.user, purpose=form.cleaned_data["purpose"])
        return attachment(data, f"人员名单-{clock.today()}.xlsx")
    context = {"form": form, "count": people.count(), "back": changed(request, page=None).replace("export/", "", 1)}
    return render(request, "registry/list_export.html", context, status=422 if form.is_bound else 200)


def asked_people(request: HttpRequest) -> tuple[PersonFilterForm, QuerySet[Person], dict[str, Any] | None]:
    """Return the filters, the people they leave of those in scope, and the figure whose people were asked for."""
    form = PersonFilterForm(request.GET, user=request.user)
    people, of_figure = of_figure_people(request, form.narrow(Person.objects.visible_to(request.user)))
    return form, people, of_figure


def of_figure_people(request: HttpRequest, people: QuerySet[Person]) -> tuple[QuerySet[Person], dict[str, Any] | None]:
    """Return exactly the people a figure of the situation report counts (?figure=key&as_of=date), and its label."""
    if "figure" not in request.GET:
        return people, None
    asked = FigureForm(request.GET, user=request.user)
    if not asked.is_valid():
        raise Http404
    figures = situation(as_of=asked.cleaned_data["as_of"], bureau=asked.scope).seen_by(request.user)
    try:
        found = figures.figure(asked.cleaned_data["figure"])
        within = of_branch(figures, asked.cleaned_data["branch"]) if asked.cleaned_data["branch"] else None
    except (KeyError, Branch.DoesNotExist):  # not a figure, or not one this user may see
        raise Http404 from None
    counted = found.unknown if asked.cleaned_data["unknown"] else found.people
    counted = counted if within is None else counted & within
    people = Person.objects.visible_to(request.user).filter(pk__in=counted)
    label = f"{found.label}{'未登记' if asked.cleaned_data['unknown'] else ''}"
    return people, {"label": label, "as_of": asked.cleaned_data["as_of"]}


def ordered(people: QuerySet[Person], sort: str, user: User) -> QuerySet[Person]:
    """Return the people in the order asked for; every order ends in the row's number."""
    key, down = sort.removeprefix("-"), sort.startswith("-")
    name = SORTS.get(key, "pinyin")
    for column in hooks.LIST_COLUMNS:
        if column.sort and column.key == key:
            people, name = people.annotate(**column.annotate(user)), column.sort
    if name.startswith("-"):  # the oldest have the earliest birth dates
        name, down = name[1:], not down
    if name in NEVER_EMPTY:
        return people.order_by(*(f"{'-' if down else ''}{column}" for column in (name, "id")))
    return people.order_by(F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True), "id")


def rows(ids: list[int], columns: Sequence[hooks.ListColumn], user: User) -> list[Row]:
    """Return the lines of one page in the order of its ids. Queries: one, and one a column with cells of its own.

    From tuples, because building fifty model instances would cost more than the query; and what upper apps add is
    computed for this page alone.
    """
    today = clock.today()
    people = Person.objects.filter(pk__in=ids)
    cells = [column.cells(user, ids) if column.cells else None for column in columns]
    annotated = [column for column in columns if not column.cells]
    for column in annotated:
        people = people.annotate(**column.annotate(user))
    own = ["pk", "public_id", "name", "kind", "birth_date", "died_on", "transferred_out_on", "unlisted_from"]
    own += ["bureau__name", "branch__name", "living_arrangement", "self_care", "phone"]
    heads = [(column.label, "number" if column.numeric else "") for column in columns]
    found = {}
    for values in people.values_list(*own, *(column.key for column in annotated)):
        pk, public_id, name, kind, birth, died, away, unlisted, bureau, branch, living, care, phone, *added = values
        rest = iter(added)
        extra = [next(rest) if one is None else one.get(pk) for one in cells]
        found[pk] = Row(
            public_id=public_id,
            name=name,
            kind=KINDS[kind],
            age=completed_years(birth, died or today) if birth else "",
            bureau=bureau,
            branch=branch or "",
            living=LIVING.get(living, ""),
            care=CARE.get(care, ""),
            phone=phone,
            extra=tuple(
                (label, css or _css(value), _words(value)) for (label, css), value in zip(heads, extra, strict=True)
            ),
            state=(state := _state(died, away, unlisted, today)),
            tone="warn" if state == UNLISTED else "quiet",
        )
    return [found[pk] for pk in ids if pk in found]


def _css(value: Any) -> str:
    return "nowrap" if isinstance(value, date) else ""


def _words(value: Any) -> str:
    """Return what an upper app adds in words; nothing is 无."""
    if isinstance(value, Decimal):
        return formats.yuan(value)
    return formats.NONE if value in (None, "") else str(value)


def _state(died_on: date | None, left_on: date | None, unlisted_from: date | None, today: date) -> str:
    if died_on:
        return "已去世"
    if left_on and left_on <= today:
        return "已转出"
    return UNLISTED if unlisted_from and unlisted_from <= today else ""
