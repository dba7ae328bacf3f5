"""The tail of the audit chain is known outside: what is cut off or sealed anew is found by the heads written down."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from office import audit, triggers
from office.models import AuditEvent, AuditSeal, User

pytestmark = pytest.mark.django_db


def act(count: int = 1) -> None:
    for number in range(count):
        audit.record_event("office.account.opened", by=User.operator(), summary=f"第 {number} 件")
    audit.seal_events()


def check(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_books", *arguments, stdout=out)
    except SystemExit as exit_:
        return int(exit_.code), out.getvalue()
    return 0, out.getvalue()


def cut_off(*, from_number: int) -> None:
    """Remove the newest events with their seals, as somebody with the whole database could."""
    triggers.remove_all(connection)
    gone = AuditSeal.objects.filter(number__gte=from_number)
    AuditEvent.objects.filter(pk__in=list(gone.values_list("event_id", flat=True))).delete()
    gone.delete()
    for table in triggers.APPEND_ONLY:
        triggers.install(connection, table)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "anchors.txt"


def test_the_check_prints_the_heads_and_writes_them_down(file):
    act(3)
    code, said = check("--write-anchors", str(file))
    head = AuditSeal.objects.order_by("number").last()
    assert code == 0 and f"第 3 环 {head.digest}" in said
    assert file.read_text().split()[1:] == ["0", "3", head.digest]
    assert file.stat().st_mode & 0o777 == 0o600
    assert check("--anchors", str(file))[0] == 0


def test_a_head_is_written_once(file):
    act()
    check("--write-anchors", str(file)), check("--write-anchors", str(file))
    act()
    check("--write-anchors", str(file))
    assert [line.split()[2] for line in file.read_text().splitlines()] == ["1", "2"]


def test_a_cut_off_tail_is_found_only_by_the_anchor(file):
    act(3)
    check("--write-anchors", str(file))
    cut_off(from_number=3)
    assert check()[0] == 0, "inside the database nothing tells"
    code, said = check("--anchors", str(file))
    assert code == 1 and "第 3 环不见了" in said


def test_another_chain_sealed_in_its_place_is_found(file):
    act(3)
    check("--write-anchors", str(file))
    cut_off(from_number=2)
    act(2)
    assert check()[0] == 0
    code, said = check("--anchors", str(file))
    assert code == 1 and "第 3 环" in said and "不同" in said


def test_a_broken_file_is_named_and_a_missing_one_refused(file):
    act()
    file.write_text("2026-01-01T00:00:00+08:00 0 x y\n")
    code, said = check("--anchors", str(file))
    assert code == 1 and "第 1 行看不懂" in said
    with pytest.raises(CommandError, match="链头文件"):
        check("--anchors", str(file.with_name("none.txt")))


def test_the_worker_writes_them_and_the_check_reads_the_set_file(file, settings):
    settings.AUDIT_ANCHOR_FILE = file
    act(2)
    call_command("run_worker", "--once")
    assert file.read_text().split()[2] == "2"
    cut_off(from_number=2)
    assert check()[0] == 1
