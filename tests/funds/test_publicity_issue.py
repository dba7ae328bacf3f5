"""Issuing the publicity list: who may, once, and the same bytes for ever; pages, files and the command."""

import hashlib
import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from funds import documents_publicity as documents
from funds.errors import ListIssued, NothingToPublish, YearNotBegun
from funds.models import AidItem, PublicityIssue
from funds.models.ledger import AppendOnly
from funds.publicity import entries_of_year, list_of_year
from funds.workflows import publicity, reversals
from office.errors import ChangedMeanwhile, Refused
from office.models import AuditEvent, Bureau
from office.roles import Role
from tests import pdf_tools
from tests.funds.conftest import fresh

PAGE = "/funds/publicity/2026/"


@pytest.fixture
def payment(source, recognised, walk):
    walk.paid(source, recognised("王秀英"), "1200.00")
    return walk.paid(source, recognised("遗属甲", kind="survivor"), "300.50")


def reverse(payment, cast):
    asked = reversals.ask_reversal(entry=payment.entries.get(), reason="银行退回", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(asked), by=cast.section_head)


def issue(bureau, cast, **values):
    return publicity.issue_list(**({"bureau": bureau, "year": 2026, "by": cast.section_head} | values))


def take(client, kind, page=PAGE):
    return client.post(f"{page}{kind}/").content


def test_an_issued_year_is_refused_before_anything_is_drawn_again(payment, bureau, cast, monkeypatch):
    issue(bureau, cast)
    monkeypatch.setattr("funds.workflows.publicity.list_of_year", lambda *args: pytest.fail("the list was made again"))
    with pytest.raises(ListIssued):
        issue(bureau, cast)


def test_section_head_issues_once(payment, bureau, cast):
    issued = issue(bureau, cast)
    assert (issued.people, issued.total) == (2, Decimal("1500.50"))
    assert issued.digest == hashlib.sha256(issued.pdf).hexdigest()
    event = AuditEvent.objects.get(action="funds.publicity.issued")
    assert (event.actor, event.data["digest"]) == ("section_head", issued.digest)
    with pytest.raises(ListIssued):
        issue(bureau, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicityIssue(
            bureau=bureau,
            year=2026,
            rows={},
            people=0,
            total=0,
            issued_by=cast.section_head,
            issued_at=issued.issued_at,
        ).save()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECTION_HEAD])
def test_nobody_else_issues(payment, bureau, cast, role):
    with pytest.raises(Refused):
        issue(bureau, cast, by=getattr(cast, role))
    assert not PublicityIssue.objects.exists()


def test_an_upper_bureau_issues_nothing_below(payment, bureau, make_user, cast):
    city = Bureau.objects.create(code="431100", name="市税务局")
    bureau.parent = city
    bureau.save()
    head = make_user(Role.SECTION_HEAD, bureau=city, username="city-head")
    with pytest.raises(Refused):
        issue(bureau, cast, by=head)


def test_empty_and_future_years_are_refused(bureau, cast):
    with pytest.raises(NothingToPublish):
        issue(bureau, cast)
    with pytest.raises(YearNotBegun):
        issue(bureau, cast, year=2027)


def test_a_list_that_changed_under_the_eyes_is_not_issued(payment, source, recognised, walk, bureau, cast):
    seen = list_of_year(bureau, 2026).fingerprint
    walk.paid(source, recognised("后来人"), "10.00")
    with pytest.raises(ChangedMeanwhile):
        issue(bureau, cast, seen=seen)
    assert not PublicityIssue.objects.exists()


def test_a_list_that_changes_while_its_files_are_drawn_is_not_issued(
    payment, source, recognised, walk, bureau, cast, monkeypatch
):
    def draw(content, issued_at):
        walk.paid(source, recognised(f"后来人{AidItem.objects.count()}"), "10.00")
        return b"file"

    monkeypatch.setattr(publicity, "WRITERS", {"pdf": draw, "xlsx": draw})
    with pytest.raises(ChangedMeanwhile, match="印发时名单有了变化"):
        issue(bureau, cast)
    assert not PublicityIssue.objects.exists()


def test_nothing_is_kept_when_the_audit_fails(payment, bureau, cast, monkeypatch):
    monkeypatch.setattr(publicity, "record_event", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issue(bureau, cast)
    assert not PublicityIssue.objects.exists()


def test_an_issue_is_never_changed(payment, bureau, cast):
    issued = issue(bureau, cast)
    for act in (issued.save, issued.delete, PublicityIssue.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    with pytest.raises(AppendOnly):
        PublicityIssue.objects.update(people=0)


def test_issued_bytes_stay_whatever_comes_later(payment, bureau, cast, sign_in, monkeypatch, tmp_path):
    issue(bureau, cast)
    client = sign_in(cast.caseworker)
    first = {kind: take(client, kind) for kind in ("pdf", "xlsx")}
    page = client.get(PAGE).content.decode().partition("<main")[2].partition("print-foot")[0]

    reverse(payment, cast)
    monkeypatch.setattr(documents, "title_of", lambda year: "另一个标题")
    monkeypatch.setitem(publicity.WRITERS, "pdf", lambda *args, **kwargs: b"another template")
    bureau.name = "改名后的税务局"
    bureau.save()

    assert {kind: take(client, kind) for kind in ("pdf", "xlsx")} == first
    assert "300.50" in page and "300.50" in client.get(PAGE).content.decode()
    call_command("publicity_list", "--year", "2026", "--output", str(tmp_path / "list.pdf"))
    assert (tmp_path / "list.pdf").read_bytes() == first["pdf"]
    stored = PublicityIssue.objects.get()
    assert stored.rows["total"] == "1500.50" and stored.digest == hashlib.sha256(first["pdf"]).hexdigest()


def test_page_files_and_json_have_the_ledgers_total(payment, bureau, cast, sign_in, tmp_path):
    total = f"{entries_of_year(bureau, 2026).spent_total():,.2f}"
    assert total == "1,500.50"
    client = sign_in(cast.caseworker)
    assert f'data-label="金额(元)">{total}<' in client.get(PAGE).content.decode()
    assert total in client.get("/funds/publicity/").content.decode()
    assert total in pdf_tools.text(take(client, "pdf"))
    sheet = openpyxl.load_workbook(io.BytesIO(take(client, "xlsx"))).active
    assert [row[6] for row in sheet.iter_rows(values_only=True) if row[0] == "合计"] == [1500.5]
    call_command("publicity_list", "--year", "2026", "--format", "json", "--output", str(tmp_path / "list.json"))
    read = json.loads((tmp_path / "list.json").read_text())
    assert (read["total"], read["status"], read["people"], read["parts"][0]["subtotal"]) == (
        "1500.50",
        "draft",
        2,
        "1500.50",
    )


def test_a_draft_is_marked_and_every_file_taken_is_recorded(payment, cast, sign_in):
    client = sign_in(cast.auditor)
    answers = {kind: client.post(f"{PAGE}{kind}/") for kind in ("pdf", "xlsx")}
    for kind, answer in answers.items():
        assert "filename*=utf-8''%E5%B8%AE%E6%89%B6" in answer["Content-Disposition"]
        assert answer["Content-Disposition"].endswith(f"-2026-%E8%8D%89%E7%A8%BF.{kind}")
    assert set("草稿") <= set(pdf_tools.text(answers["pdf"].content))  # slanted, so the letters are read one by one
    book = openpyxl.load_workbook(io.BytesIO(answers["xlsx"].content))
    assert "草稿" in str(list(book.active.values)[0]) and book.properties.creator in (None, "")
    events = AuditEvent.objects.filter(action="funds.publicity.exported", actor="auditor")
    assert sorted((event.data["format"], event.data["draft"]) for event in events) == [("pdf", True), ("xlsx", True)]


def test_issuing_on_the_page(payment, bureau, cast, sign_in):
    client = sign_in(cast.section_head)
    assert f"{PAGE}issue/" in client.get(PAGE).content.decode()
    confirm = client.get(f"{PAGE}issue/")
    assert "不能再改" in confirm.content.decode() and not PublicityIssue.objects.exists()
    answer = client.post(f"{PAGE}issue/", {"seen": "what stood there before"}, follow=True)
    assert "名单刚刚有了变化" in answer.content.decode() and not PublicityIssue.objects.exists()
    answer = client.post(f"{PAGE}issue/", {"seen": confirm.context["content"].fingerprint}, follow=True)
    assert "已印发" in answer.content.decode() and PublicityIssue.objects.get().issued_by == cast.section_head
    answer = client.post(f"{PAGE}issue/", follow=True)
    assert "不能再次印发" in answer.content.decode()


READS = {Role.CASEWORKER, Role.SECTION_HEAD, Role.BUREAU_LEADER, Role.AUDITOR}


@pytest.mark.parametrize("role", Role)
def test_who_sees_drafts_and_issued_lists(payment, bureau, cast, sign_in, role):
    client = sign_in(getattr(cast, role))
    draft = {200} if role in READS else {403}
    assert {client.get(PAGE).status_code, client.post(f"{PAGE}pdf/").status_code} == draft
    assert client.get("/funds/publicity/").status_code == (200 if role in READS | {Role.FINANCE} else 403)
    assert client.get(f"{PAGE}issue/").status_code == (200 if role == Role.SECTION_HEAD else 403)
    assert client.get(f"{PAGE}pdf/").status_code == 405
    issue(bureau, cast)
    issued = {200} if role in READS | {Role.FINANCE} else {403}
    assert {client.get(PAGE).status_code, client.post(f"{PAGE}pdf/").status_code} == issued


def test_other_bureaus_and_odd_years_are_not_found(payment, bureau, cast, sign_in, make_user):
    other = Bureau.objects.create(code="431198", name="邻县税务局")
    stranger = sign_in(make_user(Role.SECTION_HEAD, bureau=other, username="neighbour"))
    assert stranger.get(PAGE, {"bureau": bureau.code}).status_code == 404
    assert stranger.post(f"{PAGE}issue/?bureau={bureau.code}").status_code == 404
    assert "王秀英" not in stranger.get(PAGE).content.decode()
    assert {stranger.get(f"/funds/publicity/{year}/").status_code for year in (0, 1999, 2027, 99999)} == {404}


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--year", "2026", "--bureau", "nowhere"], 2),
        (["--year", "12026"], 2),
        (["--year", "2026", "--by", "nobody"], 2),
        (["--year", "2026", "--by", "helper"], 1),
        (["--year", "2026", "--by", "finance"], 1),
    ],
)
def test_command_exit_codes(payment, cast, arguments, code, tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("publicity_list", *arguments, "--output", str(tmp_path / "list.pdf"))
    assert refused.value.returncode == code
    assert not (tmp_path / "list.pdf").exists()


def test_pages_take_as_many_queries_for_many_rows(
    payment, source, recognised, walk, cast, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.caseworker)
    client.get(PAGE)
    with django_assert_max_num_queries(40) as few:
        client.get(PAGE)
    for number in range(5):
        walk.paid(source, recognised(f"多人{number}"), "1.00")
    with django_assert_max_num_queries(40) as many:
        client.get(PAGE)
    assert len(few) == len(many)


def test_the_list_of_a_year_gone_by_says_so(payment, bureau):
    assert list_of_year(bureau, date(2025, 1, 1).year).parts == []
