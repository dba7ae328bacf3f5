"""Leaving for another unit and coming back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from office.display import Confirmation
from office.roles import Permission
from office.views.access import needs, see_other
from registry.forms.life import DepartureForm, ReturnForm
from registry.views.edit import own_person
from registry.views.life import confirm_page, who
from registry.workflows import departures as workflows


@needs(Permission.EDIT_PEOPLE)
def departure_record(request: HttpRequest, public_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    form = DepartureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            findings = workflows.record_departure(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已登记 {person.name} 转出。")
            for finding in findings:
                messages.info(request, finding.text)
            return see_other(request, person.get_absolute_url())
    confirm = Confirmation(
        title=f"登记 {person.name} 转出",
        consequence=f"登记后,{person.name} 自转出日期起不再计入本局人数,结对随即结束,资料仍然保留。",
        button="登记转出",
        cancel_url=person.get_absolute_url(),
        facts=who(person),
    )
    return confirm_page(request, confirm, form)


@needs(Permission.EDIT_PEOPLE)
def return_record(request: HttpRequest, public_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.record_return(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已登记 {person.name} 转回。需要联系人的,请重新登记结对。")
            return see_other(request, person.get_absolute_url())
    confirm = Confirmation(
        title=f"登记 {person.name} 转回",
        consequence=f"登记后,{person.name} 自转回日期起重新计入本局人数;转出期间的统计不变,结对要重新登记。",
        button="登记转回",
        cancel_url=person.get_absolute_url(),
        facts=who(person),
    )
    return confirm_page(request, confirm, form)
