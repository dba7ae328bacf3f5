"""A person's photo and scanned papers: the list with its form, the file itself, taking one away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from office.display import Confirmation, Fact
from office.errors import RuleBroken
from office.roles import Permission
from office.views.access import needs, see_other
from office.views.files import attachment
from registry.forms.papers import PaperForm, PaperWithdrawForm
from registry.models import PersonPaper
from registry.rights import may_open_paper
from registry.scans import SUFFIX
from registry.views.edit import own_person
from registry.views.people import visible_person
from registry.workflows import papers as workflows
from registry.workflows.people import check_may_edit


@needs(Permission.SEE_PEOPLE)
def paper_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """List the papers this user may open; who keeps the records adds one."""
    person = visible_person(request, public_id)
    if request.method == "POST":
        check_may_edit(request.user, person.bureau)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        workflows.add_paper(
            person=person, kind=values["kind"], title=values["title"], scan=values["file"], by=request.user
        )
        messages.success(request, "已保存。")
        return see_other(request, reverse("registry:paper-list", args=[public_id]))
    papers = person.papers.filter(withdrawn_on=None).select_related("added_by").defer("content")
    may_edit = request.user.may(Permission.EDIT_PEOPLE) and request.user.bureau_id == person.bureau_id
    context = {
        "person": person,
        "papers": [paper for paper in papers if may_open_paper(request.user, paper.kind)],
        "form": form if may_edit else None,
    }
    return render(request, "registry/paper_list.html", context, status=422 if form.errors else 200)


@require_safe
@needs(Permission.SEE_PEOPLE)
def paper_file(request: HttpRequest, public_id: str, paper_id: str) -> HttpResponse:
    """Give one paper as a file; a look at anything but the photo is recorded."""
    person = visible_person(request, public_id)
    papers = PersonPaper.objects.select_related("person__bureau").filter(person=person, withdrawn_on=None)
    paper = get_object_or_404(papers, public_id=paper_id)
    content = workflows.open_paper(paper=paper, by=request.user)
    return attachment(content, f"paper-{paper.public_id}.{SUFFIX[paper.content_type]}", paper.content_type)


@needs(Permission.EDIT_PEOPLE)
def paper_withdraw(request: HttpRequest, public_id: str, paper_id: str) -> HttpResponse:
    person = own_person(request, public_id)
    papers = person.papers.filter(withdrawn_on=None).select_related("person__bureau").defer("content")
    paper = get_object_or_404(papers, public_id=paper_id)
    form = PaperWithdrawForm(request.POST or None)
    back = reverse("registry:paper-list", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_paper(paper=paper, by=request.user, **form.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, broken)
        else:
            messages.success(request, f"已撤销“{paper.title}”。")
            return see_other(request, back)
    facts = [Fact("姓名", person.name), Fact("材料类别", paper.get_kind_display()), Fact("名称", paper.title)]
    consequence = "撤销后不再列出,也不能再打开;谁在什么时候撤销的,修改记录里查得到。"
    confirm = Confirmation("撤销材料", consequence, "撤销", back, facts, danger=True)
    status = 422 if form.is_bound else 200
    return render(request, "components/confirm_page.html", {"confirm": confirm, "form": form}, status=status)
