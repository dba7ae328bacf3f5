"""The annual review as a whole: its list, its board, opening, drawing the sample, closing, who is overdue."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from casework import review_due
from casework.choices.reviews import ReviewStatus
from casework.forms.reviews import CloseReviewForm, OpenReviewForm
from casework.models import ReviewCampaign
from casework.permissions.reviews import check_can_run
from casework.views.paging import page_of
from casework.views.posting import act_page, posted
from casework.workflows import review_checks as checks
from casework.workflows import reviews as workflows
from office import policy
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other


def found_campaign(request: HttpRequest, public_id: str) -> ReviewCampaign:
    """Return a campaign within the user's scope; out of it is 404."""
    visible = ReviewCampaign.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("bureau", "opened_by", "sampled_by", "closed_by"), public_id=public_id
    )


def page_url(campaign: ReviewCampaign) -> str:
    return reverse("casework:review-page", args=[campaign.public_id])


@require_safe
@needs(Permission.SEE_RECOGNITION)
def review_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    campaigns = ReviewCampaign.objects.visible_to(user).filter(bureau=user.bureau_id).with_counts()
    context = {
        "campaigns": campaigns.select_related("opened_by"),
        "overdue": review_due.overdue_people(user).count(),
        "may_open": user.may(Permission.EDIT_RECOGNITION),
    }
    return render(request, "casework/review_list.html", context)


@needs(Permission.EDIT_RECOGNITION)
def review_open(request: HttpRequest) -> HttpResponse:
    form = OpenReviewForm(posted(request))
    if form.is_valid():
        try:
            campaign = workflows.open_campaign(by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"{campaign.year} 年度复核已经开展。")
            return see_other(request, page_url(campaign))
    context = {"form": form, "back": reverse("casework:review-list")}
    return render(request, "casework/review_open.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_RECOGNITION)
def review_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how far each branch is; every number opens the list of exactly that length."""
    campaign = found_campaign(request, public_id)
    lines = campaign.rows.by_branch()
    context = {
        "campaign": campaign,
        "lines": lines,
        "total": {key: sum(line[key] for line in lines) for key in lines[0] if key.startswith("n_")} if lines else {},
        "left": [(code, checks.LEFT[code], count) for code, count in checks.left_of(campaign).items()],
        "closed_left": checks.words_of(campaign.left),
        "proved": bool(campaign.sample_seed) and _is_proved(campaign),
        "actions": _actions(request, campaign),
    }
    return render(request, "casework/review_page.html", context)


def _is_proved(campaign: ReviewCampaign) -> bool:
    """Say whether the draw, made again from seed and frame, gives the rows that were drawn. Queries: one."""
    drawn = campaign.rows.filter(recheck__isnull=False).values_list("public_id", flat=True)
    return set(drawn) == set(checks.drawn(campaign))


def _actions(request: HttpRequest, campaign: ReviewCampaign) -> list[Action]:
    user, key = request.user, [campaign.public_id]
    if not campaign.is_open or not user.may(Permission.EDIT_RECOGNITION) or user.bureau_id != campaign.bureau_id:
        return []
    sample = reverse("casework:review-sample", args=key)
    reason = f"已经抽过 {campaign.sample_size} 人,每次复核只抽一次。" if campaign.sample_seed else ""
    return [
        Action("补充名单", reverse("casework:review-refresh", args=key), method="post"),
        Action("抽取抽查名单", sample, allowed=not reason, reason=reason),
        Action("结束复核", reverse("casework:review-close", args=key)),
    ]


@require_POST
@needs(Permission.EDIT_RECOGNITION)
def review_refresh(request: HttpRequest, public_id: str) -> HttpResponse:
    campaign = found_campaign(request, public_id)
    try:
        count = workflows.refresh_campaign(campaign_id=campaign.pk, by=request.user)
        messages.success(request, f"增加了 {count} 人。" if count else "没有要增加的人,名单已经是最新的。")
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return see_other(request, page_url(campaign))


@needs(Permission.EDIT_RECOGNITION)
def review_sample(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how many of how many will be drawn, then draw them."""
    campaign = found_campaign(request, public_id)
    check_can_run(request.user, campaign.bureau_id)
    if request.method == "POST":
        try:
            drawn = checks.draw_sample(campaign_id=campaign.pk, by=request.user)
            messages.success(request, f"抽到 {drawn.sample_size} 人,随机码 {drawn.sample_seed}。")
        except RuleBroken as broken:
            messages.error(request, str(broken))
        return see_other(request, page_url(campaign))
    confirm = _sample_confirmation(campaign)
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": None})


def _sample_confirmation(campaign: ReviewCampaign) -> Confirmation:
    decided = campaign.rows.filter(status=ReviewStatus.DECIDED).count()
    percent = policy.number("review_sample_percent", bureau=campaign.bureau)
    size = checks.planned_size(campaign, decided)
    return Confirmation(
        title=f"抽取 {campaign.year} 年度复核的抽查名单",
        consequence=f"从已审定的 {decided} 人里随机抽 {size} 人。每次复核只抽一次,以后审定的人不在抽查范围里。",
        button="抽取",
        cancel_url=page_url(campaign),
        facts=[Fact("抽查比例", f"{percent:f}%"), Fact("还没有审定", f"{campaign.rows.shown('undecided').count()} 人")],
    )


@needs(Permission.EDIT_RECOGNITION)
def review_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name what is left, then close."""
    campaign = found_campaign(request, public_id)
    check_can_run(request.user, campaign.bureau_id)
    form = CloseReviewForm(posted(request))
    left = checks.left_of(campaign)

    def act() -> None:
        workflow_values: dict[str, Any] = form.cleaned_data
        checks.close_campaign(campaign_id=campaign.pk, by=request.user, **workflow_values)

    sentence = "结束以后不能再提出、审定和抽查。" + (
        f"还有没办完的:{checks.words_of(left)}。" if left else "全部已经办完。"
    )
    facts = [Fact(checks.LEFT[code], f"{count} 人", url=_rows_url(campaign, code)) for code, count in left.items()]
    title = f"结束 {campaign.year} 年度复核"
    confirm = Confirmation(title, sentence, "结束复核", page_url(campaign), facts, danger=bool(left))
    return act_page(request, form, act, confirm, done=f"{campaign.year} 年度复核已结束。")


def _rows_url(campaign: ReviewCampaign, code: str) -> str:
    return f"{reverse('casework:review-rows', args=[campaign.public_id])}?show={code}"


@require_safe
@needs(Permission.SEE_RECOGNITION)
def review_overdue(request: HttpRequest) -> HttpResponse:
    """List the recipients whose last review is longer ago than policy allows."""
    people = review_due.with_last_review(review_due.overdue_people(request.user).select_related("branch"))
    months = policy.whole("review_months", bureau=request.user.bureau)
    return render(request, "casework/review_overdue.html", {"page": page_of(request, people), "months": months})
