"""The full export of the roster: a right of its own, with a purpose, audited."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.roles import Permission
from office.views.access import needs
from office.views.files import attachment
from registry.exports import export_full
from registry.forms.imports import FullExportForm


@needs(Permission.EXPORT_FULL)
def full_export(request: HttpRequest) -> HttpResponse:
    """Ask what for; answer the three sheets with whole ID numbers."""
    form = FullExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = export_full(bureau=request.user.bureau, by=request.user, reason=form.cleaned_data["reason"])
        return attachment(data, f"离退休人员花名册-{clock.today()}.xlsx")
    return render(request, "registry/full_export.html", {"form": form}, status=422 if form.is_bound else 200)
