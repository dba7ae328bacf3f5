"""The year-end form: its figures are those of the lists behind them, its issue never changes, the years compare."""

import hashlib
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.choices.contacts import ContactKind
from casework.workflows.contacts import record_contact
from funds import errors
from funds.models import AppendOnly, YearEndIssue
from funds.workflows import year_end as workflows
from funds.year_end import LABELS, year_end
from office import clock
from office.errors import ChangedMeanwhile, Refused
from office.models import AuditEvent
from office.spreadsheets import read_workbook
from registry.figures import situation
from registry.models import Person
from tests import pdf_tools
from tests.casework import review

pytestmark = pytest.mark.django_db
MONEY = {"helped", "helped_members", "times", "amount"}


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="office.backends.AccountBackend")
    return client


@pytest.fixture
def reviewed(make_person, cast, recognise):
    """Two recipients of the year, both reviewed and kept; one a Party member."""
    people = [make_person("王秀英", party_joined_on=date(1970, 7, 1)), make_person("李国栋", kind="survivor")]
    for person in people:
        recognise(person)
    campaign = review.opened(cast)
    for person in people:
        review.decided(review.row_of(campaign, person), cast)
    return people


def issue(bureau, cast, year=2026) -> YearEndIssue:
    return workflows.issue_form(bureau=bureau, year=year, by=cast.section_head)


def test_every_figure_is_the_count_of_what_it_names(bureau, cast, reviewed, source, walk, make_person):
    walk.paid(source, reviewed[0], "800.00")
    gone = make_person("赵淑芳", died_on=date(2026, 2, 1))
    record_contact(
        kind=ContactKind.VISIT,
        held_on=date(2026, 3, 2),
        helpers=[cast.helper.staff_member],
        persons=[reviewed[0], reviewed[1]],
        seen="很好",
        sheet_reference="第1册",
        by=cast.caseworker,
    )
    form = year_end(bureau, 2026)
    report = situation(as_of=form.as_of, bureau=bureau)
    assert form.as_of == date(2026, 3, 10) and gone.pk not in report.groups["retirees"]
    for name in ("retirees", "lixiu", "tuixiu", "survivors"):
        assert form.figures[name] == len(report.groups[name])
    assert (form.figures["recipients"], form.figures["recipients_members"]) == (2, 1)
    assert form.figures["recipients_survivors"] == 1
    assert (form.figures["reviewed"], form.figures["review_keep"], form.figures["unreviewed"]) == (2, 2, 0)
    assert (form.figures["visits"], form.figures["calls"], form.figures["contacted"]) == (1, 0, 2)
    assert {name: form.figures[name] for name in MONEY} == {
        "helped": 1,
        "helped_members": 1,
        "times": 1,
        "amount": Decimal(800),
    }
    assert form.figures["amount_budget"] == Decimal(800) and form.figures["amount_party_dues"] == 0
    rows = {row.name: row for row in form.people}
    assert rows.keys() == {"王秀英", "李国栋"} and len(form.people) == form.figures["recipients"]
    assert (rows["王秀英"].amount, rows["王秀英"].times, rows["王秀英"].outcome) == (Decimal(800), 1, "保留")
    assert sum(row.amount for row in form.people) == form.figures["amount"]
    assert list(form.figures) == list(LABELS)


def test_every_linked_figure_opens_the_list_of_that_length(bureau, cast, reviewed, make_person):
    make_person("赵淑芳", living_arrangement="alone")
    client = as_user(cast.section_head)
    page = client.get("/funds/year-end/2026/").content.decode()
    links = re.findall(r'data-label="2026 年"><a href="([^"]+)">(\d+)</a>', page)
    assert len(links) == 12
    for link, number in links:
        listed = client.get(link.replace("&amp;", "&")).content.decode()
        assert f'id="list-count">{number} 人<' in listed, link


def test_the_form_survives_its_json(bureau, reviewed):
    form = year_end(bureau, 2026)
    assert type(form).from_json(form.as_json()) == form


def test_an_illness_is_told_apart_nowhere(bureau, cast, make_person):
    review.recognised(make_person("王秀英"), cast, year=2026, category="severe_illness")
    form = year_end(bureau, 2026)
    assert form.people[0].category == "生活困难" and "重症" not in str(form.as_json()) + str(LABELS)


def test_the_form_of_a_year_needs_that_years_reviews(bureau, cast, make_person, recognise):
    recognise(make_person("王秀英"))
    with pytest.raises(errors.ReviewsMissing, match="1 位"):
        issue(bureau, cast)
    page = as_user(cast.section_head).get("/funds/year-end/2026/").content.decode()
    assert "还不能印发" in page and "还有 1 位帮扶对象没有复核" in page
    assert not YearEndIssue.objects.exists()


def test_the_section_head_issues_once(bureau, cast, reviewed):
    for nobody in (cast.caseworker, cast.bureau_leader, cast.finance, cast.auditor):
        with pytest.raises(Refused):
            workflows.issue_form(bureau=bureau, year=2026, by=nobody)
    kept = issue(bureau, cast)
    assert kept.digest == hashlib.sha256(bytes(kept.pdf)).hexdigest()
    with pytest.raises(errors.FormIssued):
        issue(bureau, cast)
    with pytest.raises(errors.FormYearNotBegun):
        issue(bureau, cast, year=2027)
    assert AuditEvent.objects.filter(action="funds.year-end.issued").count() == 1


def test_a_form_that_changed_under_the_eyes_is_not_issued(bureau, cast, reviewed, make_person):
    seen = year_end(bureau, 2026).fingerprint
    make_person("新来的人")
    with pytest.raises(ChangedMeanwhile):
        workflows.issue_form(bureau=bureau, year=2026, seen=seen, by=cast.section_head)


def test_issued_bytes_stay_whatever_comes_later(bureau, cast, reviewed, source, walk, make_person):
    """Issued through the page, taken before and after payments, a new name and a death: the same bytes."""
    head = as_user(cast.section_head)
    seen = year_end(bureau, 2026).fingerprint
    assert head.post("/funds/year-end/2026/issue/", {"seen": seen}).status_code == 303
    first = [b"".join(head.post(f"/funds/year-end/2026/{kind}/")) for kind in ("pdf", "xlsx")]
    shown = head.get("/funds/year-end/2026/").content.decode()
    walk.paid(source, reviewed[0], "800.00")
    make_person("新来的人")
    Person.objects.filter(pk=reviewed[1].pk).update(name="改了名", died_on=date(2026, 3, 9))
    again = [b"".join(head.post(f"/funds/year-end/2026/{kind}/")) for kind in ("pdf", "xlsx")]
    assert again == first
    page = head.get("/funds/year-end/2026/").content.decode()
    assert "改了名" not in page and "李国栋" in page and YearEndIssue.objects.get().digest in page
    assert page.count("<tr>") == shown.count("<tr>")


def test_an_issue_is_never_changed(bureau, cast, reviewed):
    kept = issue(bureau, cast)
    with pytest.raises(AppendOnly):
        kept.save()
    with pytest.raises(AppendOnly):
        kept.delete()


def test_page_workbook_and_paper_say_the_same(bureau, cast, reviewed, source, walk):
    walk.paid(source, reviewed[0], "1234.50")
    head = as_user(cast.section_head)
    draft = b"".join(head.post("/funds/year-end/2026/pdf/"))
    text = pdf_tools.text(draft)
    assert {"草", "稿"} <= set(text) and "慰问帮扶统计情况表" in text and "1,234.50" in text and "王秀英" in text
    book = read_workbook("x.xlsx", b"".join(head.post("/funds/year-end/2026/xlsx/")))
    cells = {row[1]: row[2] for row in book.sheets[0].rows}
    form = year_end(bureau, 2026)
    for code, label in LABELS.items():
        assert label in cells, code
    assert cells["帮扶金额"] == 1234.5 and cells["已认定的帮扶对象"] == 2
    assert any(row[1] == "王秀英" and row[10] == 1234.5 for row in book.sheets[1].rows)
    page = head.get("/funds/year-end/2026/").content.decode()
    assert "1,234.50" in page and len(form.people) == 2


def test_two_years_stand_side_by_side(bureau, cast, reviewed, make_person, recognise):
    issue(bureau, cast)
    with clock.at(date(2027, 3, 10)):  # both were kept for 2027; one more is recognised then
        recognise(make_person("孙德明"), year=2027)
        page = as_user(cast.caseworker).get("/funds/year-end/2027/").content.decode()
    line = page.partition("已认定的帮扶对象")[2].partition("</tr>")[0]
    assert ">3<" in line and ">2<" in line and ">+1<" in line


def test_the_page_costs_the_same_however_many_people(bureau, cast, reviewed, make_person, recognise):
    client = as_user(cast.caseworker)

    def cost() -> int:
        client.get("/funds/year-end/2026/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/funds/year-end/2026/")
        return len([q for q in queries if not any(part in q["sql"] for part in FRAME)])

    few = cost()
    for number in range(15):
        recognise(make_person(f"新人{number}"))
    assert cost() == few <= 13


FRAME = ("django_session", "office_user", "auth_group", "office_policynumber")
