"""The rows of a review: the list, one person's page, proposing, deciding, applying, the second look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework.choices.reviews import TO_PROPOSE, ReviewOutcome, ReviewStatus
from casework.forms.reviews import DecisionForm, FollowUpForm, ManyForm, ProposalForm, RecheckForm, RowFilterForm
from casework.models import Recognition, ReviewCampaign, ReviewRow
from casework.permissions.recognition import sees_categories
from casework.permissions.reviews import check_can_decide, check_can_recheck, check_can_run
from casework.querysets.recognition import RecognitionQuerySet
from casework.views import review_parts as parts
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.views.reviews import found_campaign
from casework.workflows import review_checks as checks
from casework.workflows import reviews as workflows
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from registry import looks, surveys


def found_row(request: HttpRequest, public_id: str) -> ReviewRow:
    return get_object_or_404(ReviewRow.objects.visible_to(request.user).with_survey().for_page(), public_id=public_id)


def row_url(row: ReviewRow) -> str:
    return reverse("casework:review-row", args=[row.public_id])


@require_safe
@needs(Permission.SEE_RECOGNITION)
def review_rows(request: HttpRequest, public_id: str) -> HttpResponse:
    campaign = found_campaign(request, public_id)
    form = RowFilterForm(request.GET, campaign=campaign)
    show = request.GET.get("show", "all")
    rows = campaign.rows.shown(show).for_list()
    if form.is_valid():
        rows = rows.of_branch(form.cleaned_data["branch"]).named(form.cleaned_data["q"])
    context = {"campaign": campaign, "form": form, "page": page_of(request, rows)} | _bulk(request, campaign, show)
    return render(request, "casework/review_rows.html", context)


def _bulk(request: HttpRequest, campaign: ReviewCampaign, show: str) -> dict[str, Any]:
    """Return what may be done with picked rows of this list."""
    user = request.user
    if not campaign.is_open or user.bureau_id != campaign.bureau_id:
        return {}
    if show == "proposed" and user.may(Permission.SIGN):
        return {"bulk": reverse("casework:review-decide-many", args=[campaign.public_id]), "bulk_label": "同意所选"}
    if show in ("waiting", "surveyed") and user.may(Permission.EDIT_RECOGNITION):
        url = reverse("casework:review-propose-many", args=[campaign.public_id])
        return {
            "bulk": url,
            "bulk_label": "所选各人没有变化,照旧提出",
            "bulk_help": "已认定的拟保留,其他的拟不需帮扶。",
        }
    return {}


@require_safe
@needs(Permission.SEE_RECOGNITION)
def review_row(request: HttpRequest, public_id: str) -> HttpResponse:
    return render_row(request, found_row(request, public_id))


def render_row(request: HttpRequest, row: ReviewRow, *, proposal: Any = None, decision: Any = None) -> HttpResponse:
    """Answer with the page of one row, a form that was refused as it stands."""
    looks.note(person=row.person, by=request.user)
    user, standing = request.user, list(_standing(row))
    survey = row.survey or workflows.survey_of(row)
    may_propose = parts.may_run(user, row) and row.status in TO_PROPOSE
    if proposal is None and may_propose:
        proposal = ProposalForm(row=row, recipient=bool(standing), surveyed=row.surveyed)
    may_decide = row.status == ReviewStatus.PROPOSED and user.may(Permission.SIGN)
    if decision is None and may_decide:
        decision = DecisionForm(initial={"version": row.version})
    context = {
        "row": row,
        "standing": standing,
        "sees_categories": sees_categories(user),
        "sees_text": user.may(Permission.SEE_ILLNESS),
        "survey": survey,
        "changes": [one for one in surveys.answers(survey, user) if one.changed] if survey else [],
        "path": parts.path(row),
        "facts": parts.facts(row),
        "actions": parts.actions(row, user),
        "proposal": proposal,
        "decision": decision,
        "decisions": parts.decisions(row, user) if may_decide else [],
    }
    refused = any(form is not None and form.errors for form in (proposal, decision))
    return render(request, "casework/review_row.html", context, status=422 if refused else 200)


def _standing(row: ReviewRow) -> RecognitionQuerySet:
    return Recognition.objects.of_person_in_force(row.person_id, row.campaign.year).for_panel()


@require_POST
@needs(Permission.EDIT_RECOGNITION)
def review_propose(request: HttpRequest, public_id: str) -> HttpResponse:
    row = found_row(request, public_id)
    check_can_run(request.user, row.campaign.bureau_id)
    form = ProposalForm(request.POST, row=row, recipient=_standing(row).exists(), surveyed=row.surveyed)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            workflows.propose(row_id=row.pk, version=version, proposal=form.proposal(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已提出 {row.person.name} 的复核意见,等待审定。")
            return see_other(request, row_url(row))
    return render_row(request, found_row(request, public_id), proposal=form)


@require_POST
@needs(Permission.SIGN)
def review_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    row = found_row(request, public_id)
    check_can_decide(request.user, row.campaign)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decided = workflows.decide(row_id=row.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(
                request, "已审定。" if decided.status == ReviewStatus.DECIDED else "已退回,请经办人重新提出。"
            )
            return see_other(request, row_url(row))
    return render_row(request, found_row(request, public_id), decision=form)


@require_POST
@needs(Permission.SIGN)
def review_decide_many(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree to the picked proposals, each judged alone."""
    campaign = found_campaign(request, public_id)
    check_can_decide(request.user, campaign)

    def agree(row_id: int, version: int) -> ReviewRow:
        return workflows.decide(row_id=row_id, version=version, agree=True, by=request.user)

    return _many(request, campaign, agree, "proposed", "已审定 {} 人。")


@require_POST
@needs(Permission.EDIT_RECOGNITION)
def review_propose_many(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose that the picked people's standing stays as it is."""
    campaign = found_campaign(request, public_id)
    check_can_run(request.user, campaign.bureau_id)

    def unchanged(row_id: int, version: int) -> ReviewRow:
        return workflows.propose_unchanged(row_id=row_id, version=version, by=request.user)

    return _many(request, campaign, unchanged, "waiting", "已提出 {} 人,等待审定。")


def _many(request: HttpRequest, campaign: ReviewCampaign, act: Any, show: str, done: str) -> HttpResponse:
    count, refused = workflows.one_by_one(campaign.rows.all(), ManyForm(request.POST).picked(), act)
    if count:
        messages.success(request, done.format(count))
    for line in refused[:10]:
        messages.error(request, line)
    if not count and not refused:
        messages.info(request, "没有选人。请先勾选。")
    return see_other(request, f"{reverse('casework:review-rows', args=[campaign.public_id])}?show={show}")


@needs(Permission.EDIT_RECOGNITION)
def review_apply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter the application that an adjustment or an addition asks for."""
    row = found_row(request, public_id)
    check_can_run(request.user, row.campaign.bureau_id)
    form = FollowUpForm(posted(request), initial={"reason": row.reason})
    entered: list[Recognition] = []

    def act() -> None:
        entered.append(workflows.apply_for(row_id=row.pk, by=request.user, **form.cleaned_data))

    confirm = Confirmation(
        title=f"为 {row.person.name} 录入认定申请",
        consequence="录入后是草稿,核对后提交,照常征求支部意见、审批和公示。",
        button="录入申请",
        cancel_url=row_url(row),
        facts=[
            Fact("复核结果", ReviewOutcome(row.outcome).label if row.outcome else ""),
            Fact("类别", row.new_wording),
        ],
    )

    def after() -> str:
        return reverse("casework:recognition-detail", args=[entered[0].public_id])

    return act_page(request, form, act, confirm, done="已录入草稿,核对后请提交。", after=after)


@needs(Permission.EDIT_RECOGNITION, Permission.SIGN)
def review_recheck(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record what a second look found."""
    row = get_object_or_404(
        ReviewRow.objects.visible_to(request.user).for_page(), public_id=public_id, recheck__isnull=False
    )
    check_can_recheck(request.user, row.campaign)
    form = RecheckForm(posted(request), bureau=row.campaign.bureau)

    def act() -> None:
        checks.record_recheck(row_id=row.pk, by=request.user, **form.cleaned_data)

    confirm = Confirmation(
        title=f"登记 {row.person.name} 的抽查",
        consequence="抽查由没有参加这次复核的人去,登记后不能改。",
        button="登记抽查",
        cancel_url=row_url(row),
        facts=[Fact("复核结果", row.get_outcome_display())],
    )
    return act_page(request, form, act, confirm, done="已登记抽查。")
