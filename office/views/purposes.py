"""The page that asks what personal data is wanted for, when the office is closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from office import purposes
from office.display import Confirmation
from office.views.access import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def out_of_hours(request: HttpRequest) -> HttpResponse:
    """Ask once, record the answer, and go on to the page that was wanted."""
    wanted = request.GET.get("next", "")
    url = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"
    form = purposes.PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        purposes.state_out_of_hours(by=request.user, purpose=form.cleaned_data["purpose"])
        request.session[purposes.STATED] = True
        return see_other(request, url)
    sentence = "现在不是工作时间。查看个人信息请写明用途,记入审计记录;这次登录只问一次。"
    confirm = Confirmation("请写明用途", sentence, "继续", "/")
    context = {"confirm": confirm, "form": form}
    return render(request, "components/confirm_page.html", context, status=422 if form.errors else 200)
