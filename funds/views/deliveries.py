"""Pages of delivering the cash of an advance: what became of each row, photos, and handing the account in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.views.posting import act_page
from funds.choices import Delivery
from funds.forms.advances import DeliveryForm, HandInForm, SignedForm
from funds.models import AdvancePhoto, AdvanceRow, CashAdvance
from funds.permissions import check_can_deliver
from funds.views.advances import READERS, found_advance, page, url_of
from funds.workflows import advances as workflows
from office.display import Confirmation, Fact
from office.errors import ChangedMeanwhile, RuleBroken
from office.money import format_yuan
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment
from registry.scans import SUFFIX

DELIVERERS = (Permission.EDIT_AID, Permission.LOG_CONTACTS)


@require_POST
@needs(*DELIVERERS)
def rows_signed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter that the payees of the ticked rows signed themselves."""
    advance = found_advance(request, public_id)
    check_can_deliver(request.user, advance)
    form = SignedForm(request.POST)
    rows = list(advance.rows.for_list().filter(public_id__in=request.POST.getlist("pick"), delivery=""))
    if form.is_valid():
        try:
            workflows.tell_delivery(advance=advance, rows=rows, told=form.told(), by=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            return see_other(request, url_of(advance))
    return page(request, found_advance(request, public_id), form)


@require_http_methods(["GET", "POST"])
@needs(*DELIVERERS)
def row_tell(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter or mend what became of one row: signed for, collected by somebody else, or not delivered."""
    visible = CashAdvance.objects.visible_to(request.user)
    related = "item__person", "advance__taker", "advance__source", "advance__application"
    row = get_object_or_404(
        AdvanceRow.objects.select_related(*related).filter(advance__in=visible), public_id=public_id
    )
    check_can_deliver(request.user, row.advance)
    form = DeliveryForm(request.POST or None, request.FILES or None, initial=_initial(row))

    def act() -> None:
        if form.cleaned_data["version"] != row.version:
            raise ChangedMeanwhile
        photo = form.cleaned_data["photo"]
        workflows.tell_delivery(advance=row.advance, rows=[row], told=form.told(), photo=photo, by=request.user)

    facts = [Fact("收款人", row.item.payee_name), Fact("金额", f"{format_yuan(row.amount)} 元")]
    sentence = "交账以前可以更正。"
    confirm = Confirmation("登记送达情况", sentence, "保存", url_of(row.advance), facts)
    return act_page(request, form, act, confirm, done=f"已登记 {row.item.payee_name} 的送达情况。")


def _initial(row: AdvanceRow) -> dict:
    told = {"version": row.version, "received_by": row.received_by if row.delivery == Delivery.COLLECTED else ""}
    told |= {"delivery": row.delivery or Delivery.COLLECTED, "relation": row.receiver_relation, "reason": row.reason}
    return told | ({"on": row.delivered_on} if row.delivered_on else {})


@require_http_methods(["GET", "POST"])
@needs(*DELIVERERS)
def advance_hand_in(request: HttpRequest, public_id: str) -> HttpResponse:
    advance = found_advance(request, public_id)
    check_can_deliver(request.user, advance)
    rows = list(advance.rows.for_list())
    back = sum(row.refund for row in rows)
    form = HandInForm(request.POST if request.method == "POST" else None, request.FILES or None)

    def act() -> None:
        workflows.hand_in(advance=advance, sheet=form.cleaned_data["sheet"], by=request.user)

    sentence = f"把签收单和没有送出的 {format_yuan(back)} 元现金交给财务。交账后由财务核对,登记不能再改。"
    facts = [Fact("已送达", f"{sum(not row.refund for row in rows)} 人"), Fact("应退回", f"{format_yuan(back)} 元")]
    return act_page(request, form, act, Confirmation("交账", sentence, "交账", url_of(advance), facts), done="已交账。")


@require_safe
@needs(*READERS)
def advance_photo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a signed sheet or a photo to those who may read the advance; every look is recorded."""
    visible = CashAdvance.objects.visible_to(request.user)
    photos = AdvancePhoto.objects.filter(advance__in=visible, withdrawn_on=None).select_related("advance__source")
    photo = get_object_or_404(photos, public_id=public_id)
    content = workflows.open_photo(photo=photo, by=request.user)
    return attachment(content, f"advance-{photo.public_id}.{SUFFIX[photo.content_type]}", photo.content_type)
