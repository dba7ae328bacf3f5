"""The register of recipients: page, workbook and paper say the same; who may not see an illness reads the wording."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from casework.choices.recognition import EndReason
from casework.documents import notices as documents
from casework.workflows.notices import close_notice
from casework.workflows.recognition import end_recognition
from office import clock, workdays
from office.models import AuditEvent
from tests import pdf_tools
from tests.casework.recognise import approved, draft, posted

DAY, AFTER = date(2026, 1, 20), date(2026, 1, 27)
PAGE, EXPORT = "casework:register", "casework:register-export"


@pytest.fixture
def listed(monkeypatch, cast, person, make_person):
    """Two recognised, one of them ended since, and a draft that is none."""
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    monkeypatch.setattr(documents, "notice_pdf", lambda content: repr(content).encode())
    with clock.at(DAY):
        both = [approved(person, cast), approved(make_person("李明"), cast)]
        draft(make_person("赵淑芳"), cast)
        notice = posted(both, cast, first_day=DAY)
    with clock.at(AFTER):
        close_notice(notice_id=notice.pk, note="无异议", by=cast.caseworker)
        end_recognition(recognition_id=both[1].pk, ended_on=AFTER, end_reason=EndReason.IMPROVED, by=cast.caseworker)
        yield both


def names(client, **filters) -> list[str]:
    return [row.person.name for row in client.get(reverse(PAGE), filters).context["page"]]


def test_the_register_lists_who_came_into_force_by_its_filters(sign_in, cast, listed):
    client = sign_in(cast.caseworker)
    assert names(client) == ["李明", "王秀英"]
    assert names(client, status="recognised") == ["王秀英"]
    assert names(client, status="ended", cause="illness") == ["李明"]
    assert names(client, cause="disaster") == names(client, year="2025") == []
    assert names(client, branch=listed[0].branch.public_id, category="severe_illness") == ["李明", "王秀英"]


def test_who_sees_no_illness_reads_the_wording_and_no_cause(sign_in, cast, listed):
    client = sign_in(cast.auditor)
    page = client.get(reverse(PAGE), {"cause": "disaster"}).content.decode()
    assert "王秀英" in page and "生活困难" in page  # the filter does not exist for them
    assert "重症" not in page and "因病" not in page
    assert client.get(reverse(EXPORT)).status_code == 403


def test_the_files_hold_what_the_page_shows_and_say_what_for(sign_in, cast, listed):
    client, url = sign_in(cast.section_head), reverse(EXPORT) + "?status=recognised"
    assert client.post(url, {"format": "xlsx", "purpose": ""}).status_code == 422
    answer = client.post(url, {"format": "xlsx", "purpose": "年度归档使用"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "王秀英" in cells and "因病" in cells and "李明" not in cells
    sheet = client.post(url, {"format": "pdf", "purpose": "年度归档使用"}).content
    printed = "".join(pdf_tools.text(sheet).split())
    assert "帮扶对象知情台帐" in printed and "王秀英" in printed and "李明" not in printed
    assert not any("1990000" in text or "439999" in text for text in (printed, *cells))
    assert not pdf_tools.has_boxes(sheet)
    assert AuditEvent.objects.filter(action="casework.register.exported", data__purpose="年度归档使用").count() == 2
