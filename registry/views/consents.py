"""Notice and consent: a person's records, who lacks one, the sheet to sign, the notice's words."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office import clock
from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import PDF, attachment
from registry import consents
from registry.choices import REQUIRED_SCOPES
from registry.forms.consents import ConsentForm, GapsForm, PrivacyTextForm, WithdrawConsentForm
from registry.models import Consent, Person
from registry.views.edit import own_person
from registry.views.people import visible_person
from registry.workflows import consents as workflows

PER_PAGE = 50


@needs(Permission.SEE_PEOPLE)
def consent_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a person was told and agreed to; who keeps the records adds what was signed or said."""
    person = (own_person if request.method == "POST" else visible_person)(request, public_id)
    words = consents.words_of(person.bureau)
    may_edit = request.user.may(Permission.EDIT_PEOPLE) and request.user.bureau_id == person.bureau_id
    form = ConsentForm(request.POST or None, request.FILES or None, bureau=person.bureau)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.record_consents(person=person, edition=words.edition, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已登记。")
            return see_other(request, reverse("registry:consent-list", args=[public_id]))
    rows = person.consents.select_related("witness", "paper", "entered_by").defer("paper__content")
    missing = consents.missing_of([person])[person.pk]
    context = {"person": person, "rows": rows, "missing": missing, "words": words, "form": form, "may_edit": may_edit}
    return render(request, "registry/consent_list.html", context, status=422 if form.errors else 200)


@needs(Permission.EDIT_PEOPLE)
def consent_withdraw(request: HttpRequest, public_id: str, consent_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    rows = Consent.objects.select_related("person__bureau").filter(person=person, withdrawn_on=None)
    consent = get_object_or_404(rows, public_id=consent_id)
    back = reverse("registry:consent-list", args=[public_id])
    form = WithdrawConsentForm(request.POST or None, initial={"withdrawn_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_consent(consent=consent, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已登记撤回。")
            return see_other(request, back)
    facts = [Fact("姓名", person.name), Fact("事项", consent.get_scope_display()), Fact("同意日期", consent.given_on)]
    sentence = "撤回以后,这一项不再作为使用本人信息的依据;以前已经办理的事项和依法必须办理的事项不受影响。"
    confirm = Confirmation("登记撤回同意", sentence, "登记撤回", back, facts, danger=True)
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)


@require_POST
@needs(Permission.EDIT_PEOPLE)
def consent_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer the notice with the boxes to tick, to be signed."""
    data = consents.sheet_pdf(own_person(request, public_id), by=request.user)
    return attachment(data, f"告知书和同意书-{clock.today()}.pdf", PDF)


@require_safe
@needs(Permission.SEE_PEOPLE)
def consent_gaps(request: HttpRequest) -> HttpResponse:
    """List the living who were not told or did not agree yet."""
    form = GapsForm(request.GET)
    scope = form.cleaned_data["scope"] if form.is_valid() else ""
    people = Person.objects.visible_to(request.user).living(clock.today()).select_related("branch")
    page = Paginator(consents.lacking(people, scope).order_by("pinyin", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    missing = consents.missing_of(list(page.object_list))
    context = {
        "form": form,
        "page": page,
        "rows": [(person, missing[person.pk]) for person in page.object_list],
        "scopes": [scope.label for scope in REQUIRED_SCOPES],
        "may_write": request.user.may(Permission.PROPOSE_POLICY),
    }
    return render(request, "registry/consent_gaps.html", context)


@needs(Permission.PROPOSE_POLICY)
def privacy_text(request: HttpRequest) -> HttpResponse:
    """Write a new version of the notice, beginning with the words in force."""
    words = consents.words_of(request.user.bureau)
    form = PrivacyTextForm(request.POST or None, initial={"body": words.body, "holds_from": clock.today()})
    back = reverse("registry:consent-gaps")
    if request.method == "POST" and form.is_valid():
        try:
            workflows.write_text(by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, "已保存新的告知书,从起用日期起用;以前签的仍按原来的版本。")
            return see_other(request, back)
    context = {"form": form, "heading": f"修改告知书(现在用的是{words.edition})", "back": back}
    return render(request, "office/form_page.html", context, status=422 if form.errors else 200)
