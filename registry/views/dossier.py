"""Printing one person's dossier: asked what for, then a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.roles import Permission
from office.views.access import needs
from office.views.files import PDF, attachment
from registry import hooks, timeline
from registry.dossier import check_may_print, dossier_pdf
from registry.forms.dossier import DossierForm
from registry.views.people import visible_person


@needs(Permission.PRINT_DOSSIER)
def dossier(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask what for; answer the dossier as PDF."""
    person = visible_person(request, public_id)
    check_may_print(request.user, person)
    _, years = timeline.offered(request.user, person)
    form = DossierForm(request.POST if request.method == "POST" else None, years=years)
    if form.is_valid():
        panels = [panel for hook in hooks.PERSON_PANELS for panel in hook(request.user, person)]
        data = dossier_pdf(person=person, panels=panels, by=request.user, **form.cleaned_data)
        return attachment(data, f"帮扶档案-{clock.today()}.pdf", PDF)
    context = {"form": form, "person": person}
    return render(request, "registry/dossier.html", context, status=422 if form.is_bound else 200)
