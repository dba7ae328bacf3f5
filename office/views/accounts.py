"""Pages of accounts and roles, for the administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from office.forms.settings import AccountForm
from office.models import User
from office.models.accounts import OPERATOR
from office.roles import Permission, Role
from office.views.access import needs, see_other
from office.workflows import accounts as workflows

EDITS = Permission.EDIT_ACCOUNTS


def _accounts():
    return User.objects.exclude(username=OPERATOR).select_related("bureau", "staff_member")


@require_safe
@needs(EDITS)
def account_list(request: HttpRequest) -> HttpResponse:
    labels = dict(Role.choices)
    accounts = [
        (user, [labels[group.name] for group in user.groups.all() if group.name in labels])
        for user in _accounts().prefetch_related("groups")
    ]
    return render(request, "office/account_list.html", {"accounts": accounts})


@needs(EDITS)
def account_create(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = workflows.create_account(by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            return render(request, "office/account_password.html", {"account": user, "first_password": password})
    context = {"form": form, "heading": "新建账号", "back": reverse("office:account-list")}
    return render(request, "office/form_page.html", context, status=422 if form.is_bound else 200)


@needs(EDITS)
def account_edit(request: HttpRequest, username: str) -> HttpResponse:
    user = get_object_or_404(_accounts(), username=username)
    initial = {"name": user.name, "bureau": user.bureau, "staff_member": user.staff_member, "roles": list(user.roles)}
    form = AccountForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.change_account(user=user, by=request.user, **form.cleaned_data)
        except ValidationError as broken:
            form.add_error(None, broken.messages)
        else:
            messages.success(request, f"已保存账号 {user.username}。")
            return see_other(request, reverse("office:account-list"))
    context = {"form": form, "account": user}
    return render(request, "office/account_edit.html", context, status=422 if form.is_bound else 200)


@needs(EDITS)
@require_POST
def account_reset(request: HttpRequest, username: str) -> HttpResponse:
    """Give a new first password and show it once."""
    user = get_object_or_404(_accounts(), username=username)
    password = workflows.reset_password(user=user, by=request.user)
    return render(request, "office/account_password.html", {"account": user, "first_password": password})


@needs(EDITS)
@require_POST
def account_switch(request: HttpRequest, username: str) -> HttpResponse:
    """Close an open account, or open a closed one."""
    user = get_object_or_404(_accounts(), username=username)
    workflows.switch_account(user=user, active=not user.is_active, by=request.user)
    messages.success(request, f"账号 {user.username} 已{'启用' if user.is_active else '停用'}。")
    return see_other(request, reverse("office:account-list"))
