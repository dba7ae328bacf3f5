"""Pages of contacts: the list, entering one at a desk, voiding, who is overdue, blank sheets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from casework.documents.visit_sheet import visit_sheets_pdf
from casework.forms.contact_parts import raised_rows
from casework.forms.contacts import ContactFilter, RecordForm, SheetsForm, VoidForm
from casework.models import Contact, ContactPhoto, Pairing
from casework.permissions.contacts import can_void, check_can_void, reads_notes
from casework.querysets.contacts import ContactQuerySet
from casework.views.paging import PER_PAGE
from casework.views.posting import posted
from casework.workflows import contacts as workflows
from office import clock
from office.display import Action, Confirmation, Fact
from office.errors import RuleBroken
from office.identifiers.names import name_key
from office.models import StaffMember
from office.querystrings import changed
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry import looks

LIST = "casework:contact-list"


@require_GET
@needs(Permission.SEE_CASEWORK)
def listing(request: HttpRequest) -> HttpResponse:
    """List contacts newest first, a page from a given contact on (no page is ever skipped over to reach another)."""
    form = ContactFilter(request.GET)
    rows = _filtered(Contact.objects.visible_to(request.user), form)
    anchor = None
    if after := request.GET.get("after"):
        anchor = get_object_or_404(Contact.objects.visible_to(request.user), public_id=after)
        rows = rows.older_than(anchor)
    found = list(rows.newest().for_list()[: PER_PAGE + 1])
    context = {
        "form": form,
        "rows": found[:PER_PAGE],
        "older_url": changed(request, after=found[PER_PAGE - 1].public_id) if len(found) > PER_PAGE else "",
        "newest_url": changed(request, after=None),
        "at_start": anchor is None,
        "may_edit": request.user.may(Permission.EDIT_CASEWORK),
    }
    return render(request, "casework/contact_list.html", context)


def _filtered(rows: ContactQuerySet, form: ContactFilter) -> ContactQuerySet:
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("q"):
        rows = rows.naming(name_key(values["q"]))
    if values.get("kind"):
        rows = rows.filter(kind=values["kind"])
    if values.get("since"):
        rows = rows.filter(held_on__gte=values["since"])
    if values.get("until"):
        rows = rows.filter(held_on__lte=values["until"])
    return rows


@require_GET
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one contact; what it says of body and mind only to who may read that or was there."""
    contact = _contact_or_404(request, public_id)
    for person in contact.persons.all():
        looks.note(person=person, by=request.user)
    url = reverse("casework:contact-void", args=[public_id])
    record = f"{reverse('casework:contact-record')}?corrects={public_id}"
    actions = []
    changeable = not contact.is_void and can_void(request.user, contact)
    if changeable:
        actions.append(Action("补照片", reverse("casework:contact-photo-add", args=[public_id])))
        actions.append(Action("作废", url, danger=True))
    if contact.is_void and request.user.may(Permission.EDIT_CASEWORK):
        actions.append(Action("重新登记", record, primary=True))
    context = {
        "contact": contact,
        "notes": reads_notes(request.user, contact),
        "photos": ContactPhoto.objects.filter(contact=contact, withdrawn_on=None).order_by("pk").defer("content"),
        "changeable": changeable,
        "raised": contact.needs.order_by("pk"),
        "office": request.user.may(Permission.SEE_CASEWORK),
        "actions": actions,
    }
    return render(request, "casework/contact_detail.html", context)


def _contact_or_404(request: HttpRequest, public_id: str) -> Contact:
    rows = Contact.objects.visible_to(request.user).for_list().select_related("entered_by", "voided_by", "corrects")
    return get_object_or_404(rows, public_id=public_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def record(request: HttpRequest) -> HttpResponse:
    """Enter a contact at a desk, one's own or on behalf of who signed the sheet."""
    form = RecordForm(request.POST or None, request.FILES or None, user=request.user)
    rows = raised_rows(posted(request))
    if values := form.whole(rows):
        try:
            values["helpers"] = values["helpers"] or _contact_persons(values["persons"])
            contact = workflows.record_contact(by=request.user, **values)
        except RuleBroken as exc:
            form.add_error("sheet_reference" if exc.code == "sheet-missing" else None, exc)
        else:
            names = "、".join(person.name for person in values["persons"])
            messages.success(request, f"已登记 {names} {contact.held_on} 的{contact.get_kind_display()}。")
            return see_other(request, _after_recording(request, contact, form))
    if request.method == "GET":
        form.start_with(request.GET)
    context = {"form": form, "rows": rows, "corrects": form["corrects"].value()} | form.suggestions()
    wrong = form.errors or (rows.is_bound and any(rows.errors))
    return render(request, "casework/contact_record.html", context, status=422 if wrong else 200)


def _contact_persons(persons) -> list[StaffMember]:
    """Return the present contact persons of these people. Queries: one."""
    paired = Pairing.objects.contacts().active_on(clock.today()).filter(person__in=persons)
    return list(StaffMember.objects.filter(pk__in=paired.values("helper_id")).select_related("bureau"))


def _after_recording(request: HttpRequest, contact: Contact, form: RecordForm) -> str:
    """Go on with the next sheet of the pile, or to what was entered."""
    if "again" not in request.POST:
        return reverse("casework:contact-detail", args=[contact.public_id])
    kept = {
        "kind": contact.kind,
        "held_on": contact.held_on,
        "helpers": form["helpers"].value(),
        "sheet_reference": contact.sheet_reference,
        "made_for": form["made_for"].value() or "",
    }
    return f"{reverse('casework:contact-record')}?{urlencode(kept)}"


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def void(request: HttpRequest, public_id: str) -> HttpResponse:
    """Void a mistaken contact with a reason."""
    contact = _contact_or_404(request, public_id)
    check_can_void(request.user, contact)
    detail_url = reverse("casework:contact-detail", args=[public_id])
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.void_contact(contact_id=contact.pk, by=request.user, **form.cleaned_data)
        except RuleBroken as exc:
            form.add_error(None, exc)
        else:
            messages.success(request, "已作废,最近联系和到期日已重新计算。")
            return see_other(request, detail_url)
    names = "、".join(person.name for person in contact.persons.all())
    facts = [Fact("日期", contact.held_on), Fact("方式", contact.get_kind_display()), Fact("走访对象", names)]
    consequence = "作废后这次走访不再计入,对象的最近联系和到期日随之重算;记录仍可查看。"
    confirm = Confirmation("作废走访记录", consequence, "作废", detail_url, facts, danger=True)
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK)
def visit_sheets(request: HttpRequest) -> HttpResponse:
    """Print blank visit sheets for a round."""
    form = SheetsForm(request.POST or None, user=request.user, initial={"title": _round_title()})
    if request.method == "POST" and form.is_valid():
        try:
            return attachment(visit_sheets_pdf(by=request.user, **form.cleaned_data), "走访记录表.pdf", PDF)
        except RuleBroken as exc:
            form.add_error(None, exc)
    return render(request, "casework/visit_sheets.html", {"form": form}, status=422 if form.errors else 200)


def _round_title() -> str:
    today = clock.today()
    return f"{today.year}年第{'一二三四'[(today.month - 1) // 3]}季度走访"
