"""Photos of a visit: added later at a desk, looked at, taken away."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from casework.choices.contacts import PHOTO_SIDE
from casework.models import Contact, ContactPhoto
from casework.permissions.contacts import check_can_void
from casework.views.posting import act_page, posted
from casework.workflows import contacts as workflows
from office.display import Confirmation, Fact
from office.roles import Permission
from office.views.access import needs
from office.views.files import attachment
from registry.forms.papers import KeptFileField, PaperWithdrawForm
from registry.scans import SUFFIX


class PhotoForm(forms.Form):
    file = KeptFileField(label="照片或扫描件", side=PHOTO_SIDE)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def photo_add(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user), public_id=public_id)
    check_can_void(request.user, contact)
    form = PhotoForm(posted(request), request.FILES or None)

    def act() -> None:
        workflows.add_photo(contact=contact, scan=form.cleaned_data["file"], by=request.user)

    sentence = "照片缩小、加密保存,不带拍摄地点等信息;每打开一次都留下记录。"
    confirm = Confirmation("补照片", sentence, "上传", _url(contact), [Fact("走访", str(contact))])
    return act_page(request, form, act, confirm, done="照片已保存。")


@require_safe
@needs(Permission.SEE_CASEWORK, Permission.LOG_CONTACTS)
def photo_file(request: HttpRequest, public_id: str) -> HttpResponse:
    photo = _found(request, public_id)
    content = workflows.open_photo(photo=photo, by=request.user)
    return attachment(content, f"visit-{photo.public_id}.{SUFFIX[photo.content_type]}", photo.content_type)


@require_http_methods(["GET", "POST"])
@needs(Permission.EDIT_CASEWORK, Permission.LOG_CONTACTS)
def photo_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    photo = _found(request, public_id)
    check_can_void(request.user, photo.contact)
    form = PaperWithdrawForm(posted(request))

    def act() -> None:
        workflows.withdraw_photo(photo=photo, by=request.user, **form.cleaned_data)

    facts = [Fact("走访", str(photo.contact)), Fact("照片", photo.title)]
    confirm = Confirmation("撤销照片", "撤销后不再列出。", "撤销", _url(photo.contact), facts, danger=True)
    return act_page(request, form, act, confirm, done="照片已撤销。")


def _found(request: HttpRequest, public_id: str) -> ContactPhoto:
    visible = Contact.objects.visible_to(request.user)
    photos = ContactPhoto.objects.filter(contact__in=visible, withdrawn_on=None).select_related("contact__bureau")
    return get_object_or_404(photos, public_id=public_id)


def _url(contact: Contact) -> str:
    return reverse("casework:contact-detail", args=[contact.public_id])
