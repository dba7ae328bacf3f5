"""The pairing board and one helper's page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casework.models import Handover, Pairing
from casework.querysets import board, people
from casework.views.paging import page_of
from casework.workflows.handovers import to_hand_over
from office import clock
from office.display import Action, Tile
from office.models import StaffMember, User
from office.roles import Permission
from office.views.access import needs


class BoardFilter(forms.Form):
    show = forms.ChoiceField(label="显示", required=False, choices=list(board.SHOWS.items()))
    q = forms.CharField(label="联系人或股室", required=False, max_length=50)


@require_GET
@needs(Permission.SEE_CASEWORK)
def show(request: HttpRequest) -> HttpResponse:
    """Show every helper with whom they look after; each figure above opens its part of the board."""
    today = clock.today()
    quotas = board.quotas_of(request.user.bureau, today)
    staff = board.on_board(request.user, quotas, today)
    form = BoardFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    listed = board.shown(staff, values.get("show", ""), today)
    if text := values.get("q", "").strip():
        listed = listed.filter(name__contains=text) | listed.filter(section__contains=text)
    page = page_of(request, listed.order_by("section", "pinyin", "pk"))
    context = {
        "form": form,
        "page": page,
        "rows": board.rows_of(list(page.object_list), quotas, today),
        "tiles": _tiles(request.user, staff),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
        "today": today,
        "actions": _actions(request.user),
    }
    return render(request, "casework/pairing_board.html", context)


def _tiles(user: User, staff) -> list[Tile]:
    """Return what is out of order, each the length of the list it opens. Queries: five."""
    today, here = clock.today(), reverse("casework:pairing-board")
    gaps = people.cared_for(user).filter(people.without_helper(today)).count()
    counts = {name: board.shown(staff, name, today).count() for name in ("over", "stand_in", "gone", "relative")}
    tones = {"over": "warn", "gone": "bad", "relative": "bad"}
    return [
        Tile("没有联系人", gaps, "人", url=reverse("casework:pairing-gaps"), tone="warn" if gaps else ""),
        *(
            Tile(board.SHOWS[name], count, "名", url=f"{here}?show={name}", tone=tones.get(name, "") if count else "")
            for name, count in counts.items()
        ),
    ]


def _actions(user: User) -> list[Action]:
    handovers = Action("工作交接", reverse("casework:handover-list"))
    if not user.may(Permission.EDIT_CASEWORK):
        return [handovers]
    return [Action("登记结对", reverse("casework:pairing-propose"), primary=True), handovers]


@require_GET
@needs(Permission.SEE_CASEWORK)
def helper(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one helper: whom they look after, since when, whom they looked after, what they handed over."""
    today = clock.today()
    staff = get_object_or_404(StaffMember.objects.visible_to(request.user), public_id=public_id)
    rows = Pairing.objects.visible_to(request.user).filter(helper=staff).select_related("person__contact_state")
    active = Pairing.objects.active_on(today).values("pk")
    context = {
        "helper": staff,
        "now": rows.filter(pk__in=active).order_by("kind", "person__pinyin"),
        "others": rows.exclude(pk__in=active).for_list()[:100],
        "handovers": Handover.objects.visible_to(request.user).of_helper(staff.pk).for_list()[:20],
        "may_hand_over": _may_hand_over(request.user, staff),
        "may_edit": request.user.may(Permission.EDIT_CASEWORK) and staff.bureau_id == request.user.bureau_id,
    }
    return render(request, "casework/pairing_helper.html", context)


def _may_hand_over(user: User, staff: StaffMember) -> bool:
    own = user.may(Permission.EDIT_CASEWORK) and staff.bureau_id == user.bureau_id
    return own and bool(to_hand_over(staff))
