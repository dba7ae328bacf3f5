"""Handing out everything held about one person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office import clock
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs
from office.views.files import PDF, attachment
from registry.extract import check_may_extract, extract
from registry.forms.extract import ExtractForm
from registry.views.people import visible_person

TYPES = {"pdf": PDF, "zip": "application/zip"}


@needs(Permission.EXTRACT_PERSON)
def person_extract(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask who wants it; answer one PDF, or a package with every table and paper."""
    person = visible_person(request, public_id)
    check_may_extract(request.user, person)
    form = ExtractForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            data = extract(person=person, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:  # a character no font can draw: the package has it all the same
            form.add_error(None, broken)
        else:
            kind = form.cleaned_data["kind"]
            return attachment(data, f"个人信息-{clock.today()}.{kind}", TYPES[kind])
    return render(
        request, "registry/extract.html", {"form": form, "person": person}, status=422 if form.is_bound else 200
    )
