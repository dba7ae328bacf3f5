"""Possible duplicates: the list of pairs, two records side by side, merging, and undoing a merge."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office.display import Confirmation, Fact, Tab
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from registry import duplicates, looks
from registry.forms.life import CompareForm, ReasonForm
from registry.models import Merge, NotSame, Person
from registry.views.life import confirm_page
from registry.workflows import merges as workflows
from registry.workflows.withdrawals import uses_of

ON_A_PAGE = 20
SHOWN = {"": "可能重复", "dismissed": "不是同一人", "merged": "已合并"}


@require_safe
@needs(Permission.EDIT_PEOPLE)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """List pairs that may be of one person; or those found to be of two, or the merges."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    found = duplicates.find(request.user.bureau) if not show else {}
    rows: Any = list(found) if not show else _decided(request, show)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    here = reverse("registry:duplicate-list")
    context = {
        "page": page,
        "show": show,
        "pairs": duplicates.load(found, page.object_list) if not show else [],
        "tabs": [Tab(label, f"{here}?show={key}" if key else here, key == show) for key, label in SHOWN.items()],
    }
    return render(request, "registry/duplicate_list.html", context)


def _decided(request: HttpRequest, show: str) -> QuerySet:
    if show == "dismissed":
        verdicts = NotSame.objects.filter(one__bureau=request.user.bureau_id, ended_at=None)
        return verdicts.select_related("one", "other", "decided_by")
    merges = Merge.objects.filter(kept__bureau=request.user.bureau_id)
    return merges.select_related("kept", "merged", "merged_by", "undone_by")


@needs(Permission.EDIT_PEOPLE)
def duplicate_compare(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Show two records side by side; join the second to the first, or remember that they are of two people."""
    kept, merged = (_own(request, one) for one in (public_id, other_id))
    sides = duplicates.compare(kept, merged)
    versions = {"kept_version": kept.version, "merged_version": merged.version}
    form = CompareForm(request.POST if request.method == "POST" else None, sides=sides, initial=versions)
    if form.is_valid():
        try:
            return _decide(request, form, kept, merged)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
    context = {
        "kept": kept,
        "merged": merged,
        "sides": [(side, form[f"take-{side.name}"] if side.differs else None) for side in sides],
        "form": form,
        "uses": uses_of(merged),
        "obstacle": _obstacle(kept, merged),
    }
    return render(request, "registry/duplicate_compare.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, public_id: str) -> Person:
    """Return a record of the user's own bureau, also one that is merged by now: the page says so."""
    people = Person.objects.filter(bureau=request.user.bureau_id).select_related("bureau", "branch", "deceased")
    person = get_object_or_404(people, public_id=public_id)
    looks.note(person=person, by=request.user)
    return person


def _obstacle(kept: Person, merged: Person) -> str:
    try:
        workflows.check_mergeable(kept, merged)
    except RuleBroken as broken:
        return " ".join(broken.messages)
    return ""


def _decide(request: HttpRequest, form: CompareForm, kept: Person, merged: Person) -> HttpResponse:
    values = form.cleaned_data
    if values["decision"] == "not_same":
        workflows.dismiss_pair(one=kept, other=merged, reason=values["reason"], by=request.user)
        messages.success(request, f"已记下:两位 {kept.name} 不是同一人,不再提示。")
        return see_other(request, reverse("registry:duplicate-list"))
    kept.version, merged.version = values["kept_version"], values["merged_version"]
    _, findings = workflows.merge_people(
        kept=kept, merged=merged, taken=form.taken(), reason=values["reason"], by=request.user
    )
    messages.success(request, f"已合并到这份 {kept.name} 的记录,可以在“可能重复的人员”里撤销。")
    for finding in findings:
        messages.info(request, finding.text)
    return see_other(request, kept.get_absolute_url())


@needs(Permission.EDIT_PEOPLE)
def merge_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Part two records again."""
    merges = Merge.objects.filter(kept__bureau=request.user.bureau_id)
    merge = get_object_or_404(merges.select_related("kept__bureau", "merged__bureau"), public_id=public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            findings = workflows.undo_merge(merge=merge, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已撤销合并,两份 {merge.kept.name} 的记录各自恢复。")
            for finding in findings:
                messages.info(request, finding.text)
            return see_other(request, merge.kept.get_absolute_url())
    back = f"{reverse('registry:duplicate-list')}?show=merged"
    told = "撤销后两份记录各自恢复合并以前的内容;合并以后新登记的留在保留的那一份,合并以后改过的不改回。"
    facts = [Fact("姓名", merge.kept.name), Fact("合并依据", merge.reason)]
    confirm = Confirmation("撤销合并", told, "撤销合并", back, facts, danger=True)
    return confirm_page(request, confirm, form)


@require_POST
@needs(Permission.EDIT_PEOPLE)
def pair_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back that two records are of two people, so that they are compared again."""
    verdicts = NotSame.objects.filter(one__bureau=request.user.bureau_id, ended_at=None)
    verdict = get_object_or_404(verdicts.select_related("one__bureau"), public_id=public_id)
    workflows.reopen_pair(verdict=verdict, by=request.user)
    messages.success(request, "已放回可能重复的名单。")
    return see_other(request, reverse("registry:duplicate-list"))
