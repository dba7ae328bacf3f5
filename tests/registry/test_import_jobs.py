"""Large rosters in the background: queued, shown with progress, given up, and what happens without a worker."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from office import jobs
from office.models import Branch
from registry.models import ImportBatch, ImportRow, Person
from registry.workflows import imports, imports_jobs
from tests.registry import rosters as r

UPLOAD = "/people/import/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast.caseworker)


@pytest.fixture
def large(monkeypatch):
    """Let the smallest file be a large one, and a worker be there."""
    monkeypatch.setattr(imports_jobs, "LARGE_BYTES", 0)
    monkeypatch.setattr(imports_jobs, "LARGE_ROWS", 0)
    jobs.beat()


@pytest.fixture
def upload(clerk):
    def send(data: bytes = r.roster([r.person(1), r.person(2)]), name: str = "花名册.xlsx"):
        return clerk.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})

    return send


def test_a_large_roster_is_read_and_written_by_the_worker(large, upload, clerk):
    page = upload().url
    assert "正在读取" in clerk.get(page).content.decode()
    assert ImportRow.objects.count() == 0

    call_command("run_worker", "--once")
    assert "2 行都可以导入" in clerk.get(page).content.decode()
    clerk.post(page + "confirm/")
    assert "正在写入" in clerk.get(page).content.decode()
    assert Person.objects.count() == 0
    call_command("run_worker", "--once")

    assert Person.objects.count() == 2
    assert ImportBatch.objects.get().status == "confirmed"


def test_the_progress_part_asks_again_until_it_is_done(large, upload, clerk):
    page = upload().url
    assert "every 1s" in clerk.get(page + "progress/").content.decode()

    call_command("run_worker", "--once")

    answer = clerk.get(page + "progress/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == page


def test_without_a_worker_the_request_does_it_itself(large, upload, clerk):
    jobs.leave()

    page = upload().url

    assert "2 行都可以导入" in clerk.get(page).content.decode()
    clerk.post(page + "confirm/")
    assert Person.objects.count() == 2


def test_when_the_worker_goes_before_it_read_the_clerk_may_do_it_now(large, upload, clerk):
    page = upload().url
    jobs.leave()
    assert "现在处理" in clerk.get(page).content.decode()

    clerk.post(page + "run/")

    assert "2 行都可以导入" in clerk.get(page).content.decode()
    call_command("run_worker", "--once")
    assert ImportRow.objects.count() == 2


def test_giving_up_while_it_is_read_leaves_nothing_behind(large, upload, clerk, monkeypatch):
    page = upload().url
    real = imports.read_file

    def read_and_be_given_up(batch):
        roster = real(batch)
        clerk.post(page + "discard/")
        return roster

    monkeypatch.setattr(imports, "read_file", read_and_be_given_up)
    call_command("run_worker", "--once")

    batch = ImportBatch.objects.get()
    assert (batch.status, bytes(batch.file_bytes), ImportRow.objects.count()) == ("discarded", b"", 0)


def test_a_file_that_cannot_be_read_says_why_and_is_forgotten(large, upload, clerk):
    page = upload("甲,乙\n1,2\n".encode(), "资料.csv").url

    call_command("run_worker", "--once")

    assert "没有找到花名册" in clerk.get(page).content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.status, bytes(batch.file_bytes)) == ("failed", b"")


def test_what_stands_against_writing_is_told_on_the_page(large, upload, clerk):
    page = upload(r.roster([r.person(1), r.person(2, 居住情况="随便住")])).url
    call_command("run_worker", "--once")
    clerk.post(page + "confirm/")

    call_command("run_worker", "--once")

    assert "一行也没有导入" in clerk.get(page).content.decode()
    assert (ImportBatch.objects.get().status, Person.objects.count()) == ("preview", 0)


def test_others_write_while_a_roster_is_read_and_staged(large, upload, bureau, monkeypatch):
    """Rows are staged in short transactions: between two of them somebody else's write goes through."""
    upload(r.roster([r.person(number) for number in range(6)]))
    monkeypatch.setattr("registry.imports.staging.ROWS_AT_ONCE", 2)
    seen = []
    real = jobs.beat

    def beat_and_write():
        real()
        from django.db import connection

        assert not connection.in_atomic_block
        seen.append(Branch.objects.create(bureau=bureau, name=f"支部{len(seen)}"))

    monkeypatch.setattr(jobs, "beat", beat_and_write)
    call_command("run_worker", "--once")

    assert len(seen) >= 4 and ImportRow.objects.count() == 6


def test_a_task_that_was_interrupted_is_taken_up_once_more(large, upload):
    from django_tasks_db.models import DBTaskResult

    upload()
    task = DBTaskResult.objects.get()
    task.claim("worker")

    jobs.take_up_interrupted()
    jobs.run_waiting()

    assert ImportBatch.objects.get().status == "preview"
    task.refresh_from_db()
    DBTaskResult.objects.filter(pk=task.pk).update(status="RUNNING")
    jobs.take_up_interrupted()
    task.refresh_from_db()
    assert task.status == "FAILED"
