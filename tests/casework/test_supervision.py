"""The year's supervision: its figures, the draw, what was found, and the sheet."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.choices.supervision import Fault, Figure, Finding
from casework.errors import supervision as errors
from casework.models import MonthEndRow
from casework.supervision import Year, records, supervision
from casework.workflows import needs
from casework.workflows import supervision as workflows
from casework.workflows.schedule import close_month, refresh_everybody
from office import clock
from office.errors import Refused
from office.models import AuditEvent
from office.spreadsheets import read_workbook
from tests import pdf_tools
from tests.casework import care

pytestmark = pytest.mark.django_db
URL = "/casework/supervision/2026/"


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="office.backends.AccountBackend")
    return client


@pytest.fixture
def year(bureau, cast, make_person):
    """Three people, two paired; one visited; two needs whose day has passed, one of them settled in time."""
    first, second, _ = (make_person(name, illness_kind="cancer") for name in ("阿一", "白二", "陈三"))
    helper = cast.helper.staff_member
    with clock.at(date(2026, 1, 2)):
        care.pair(first, helper, cast)
        care.pair(second, cast.branch_secretary.staff_member, cast)
    with clock.at(date(2026, 2, 10)):
        care.visit(first, helper, cast.caseworker)
        asked = [
            needs.raise_need(person=one, kind="medical", text="透析接送", by=cast.caseworker) for one in (first, second)
        ]
        for need in asked:
            needs.assign_need(need_id=need.pk, to=helper, due_on=date(2026, 2, 20), by=cast.caseworker)
        needs.finish_need(need_id=asked[0].pk, outcome="已接送", by=cast.caseworker)
    with clock.at(date(2026, 5, 1)):
        refresh_everybody()
        close_month(clock.today())
    with clock.at(date(2026, 5, 6)):
        yield Year(bureau, 2026)


def test_the_figures_are_what_a_count_by_hand_gives(year, cast):
    found = supervision(year)
    line = next(one for one in found.helpers if one.label == cast.helper.staff_member.name and one.counts[Figure.NEEDS])
    due = MonthEndRow.objects.exclude(standing="none")
    by_hand = {"people": 3, "met": 1, "contacts": 1, "needs": 2, "settled": 1, "due": due.count()}
    by_hand["in_time"] = due.exclude(standing="overdue").count()
    assert {name: found.total.counts[name] for name in by_hand} == by_hand and by_hand["due"]
    assert [line.counts[name] for name in ("people", "met", "contacts", "needs", "settled")] == [1, 1, 1, 2, 1]
    assert line.share(Figure.SETTLED) == 50
    for one in [*found.helpers, *found.sections, *found.leaders, found.total]:
        for figure in Figure:
            assert records(figure, year, one.query).count() == one.counts[figure], (one.label, figure)
    for lines in (found.helpers, found.sections):
        assert sum(one.counts[Figure.PEOPLE] for one in lines) == 3


def test_the_draw_is_made_once_and_can_be_made_again(year, bureau, cast):
    with pytest.raises(Refused):
        workflows.draw_inspection(bureau=bureau, year=2026, by=cast.caseworker)
    inspection = workflows.draw_inspection(bureau=bureau, year=2026, by=cast.section_head)
    kept = {(one.contact or one.need).public_id for one in inspection.records.all()}
    assert kept == {key for keys in workflows.drawn(inspection).values() for key in keys} and len(kept) == 3
    with pytest.raises(errors.InspectionDrawn):
        workflows.draw_inspection(bureau=bureau, year=2026, by=cast.bureau_leader)
    with pytest.raises(errors.InspectionYearWrong):
        workflows.draw_inspection(bureau=bureau, year=2024, by=cast.section_head)


def test_nobody_judges_their_own_record_and_a_fault_is_mended_by_a_day(year, bureau, cast):
    inspection = workflows.draw_inspection(bureau=bureau, year=2026, by=cast.section_head)
    record = inspection.records.get(subject="contact")
    cast.section_head.staff_member = cast.helper.staff_member  # went on that visit
    with pytest.raises(errors.OwnRecord):
        workflows.record_finding(record_id=record.pk, version=1, finding=Finding.SOUND, by=cast.section_head)
    leader = as_user(cast.bureau_leader)
    url = f"/casework/inspected/{record.public_id}/"
    body = {"finding": "faulty", "version": record.version}
    assert leader.post(url + "finding/", body).status_code == 422
    body |= {"fault": Fault.NO_PAPER, "fault_note": "没有签字", "mend_by": "2026-06-01"}
    assert leader.post(url + "finding/", body).status_code == 303
    record.refresh_from_db()
    assert record.is_unmended and supervision(year).total.counts[Figure.UNMENDED] == 1
    answer = leader.post(url + "mending/", {"mended_on": "2026-05-06", "version": record.version})
    assert answer.status_code == 303 and "已整改" in leader.get(url).content.decode()
    with pytest.raises(errors.NothingToMend):
        workflows.record_mending(record_id=record.pk, version=3, mended_on=clock.today(), by=cast.bureau_leader)


def test_page_sheet_and_workbook_tell_no_illness(year, bureau, cast):
    workflows.draw_inspection(bureau=bureau, year=2026, by=cast.section_head)
    client = as_user(cast.section_head)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(URL).content.decode()
    assert len(queries) <= 16  # the frame and the session among them
    sheet = b"".join(client.post(URL + "pdf/"))
    book = read_workbook("考核.xlsx", b"".join(client.post(URL + "xlsx/")))
    cells = [str(cell) for one in book.sheets for row in one.rows for cell in row]
    total = next(row for row in book.sheets[0].rows if row and row[0] == "合计")
    assert int(total[3]) == 3 and int(total[4]) == 1
    lists = [client.get(f"{URL}{figure.value}/").content.decode() for figure in Figure]
    bodies = [one.partition("<main")[2] for one in (page, *lists)]
    assert all(bodies)
    for text in (*bodies, pdf_tools.text(sheet), " ".join(cells)):
        assert not [word for word in ("癌", "透析", "重症", "就医", "住院", "患病") if word in text]
    assert pdf_tools.pictures(sheet) and not pdf_tools.has_boxes(sheet)
    assert AuditEvent.objects.filter(action="casework.supervision.exported").count() == 2
    helper = as_user(cast.helper)
    assert helper.get(URL).status_code == 403
    own = helper.get("/casework/supervision/mine/needs/").content.decode()
    assert "阿一" in own and "原来联系的人" in own and "白二" not in own
    assert helper.get("/casework/supervision/mine/drawn/").status_code == 404
