"""Which staff members are a person's relatives: they sign and pay nothing for the person and are not paired."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from registry.forms.relatives import RelativeForm
from registry.models import RelativeDeclaration
from registry.views.edit import own_person
from registry.views.people import visible_person
from registry.workflows import relatives as workflows


@needs(Permission.SEE_PEOPLE)
def relative_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the declarations, and enter one."""
    find = own_person if request.method == "POST" else visible_person
    person = find(request, public_id)
    may_edit = request.user.may(Permission.EDIT_PEOPLE) and request.user.bureau_id == person.bureau_id
    form = RelativeForm(request.POST or None, bureau=person.bureau)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.declare_relative(person=person, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已申报:{form.cleaned_data['staff_member']} 回避 {person.name} 的审批和支付。")
            return see_other(request, reverse("registry:relative-list", args=[person.public_id]))
    declarations = person.relative_declarations.select_related("staff_member").order_by("ended_on", "-declared_on")
    context = {"person": person, "form": form, "declarations": declarations, "may_edit": may_edit}
    return render(request, "registry/relative_list.html", context, status=422 if request.method == "POST" else 200)


@needs(Permission.EDIT_PEOPLE)
@require_POST
def relative_end(request: HttpRequest, public_id: str, relative_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    rows = RelativeDeclaration.objects.select_related("person__bureau", "staff_member")
    declaration = get_object_or_404(rows, person=person, public_id=relative_id)
    workflows.end_declaration(declaration=declaration, by=request.user)
    messages.success(request, f"已撤销 {declaration.staff_member} 的亲属申报。")
    return see_other(request, reverse("registry:relative-list", args=[person.public_id]))
