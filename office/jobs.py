"""Work that takes longer than a request: queued in the database, done by the worker beside the web server.

A page that queues work asks first whether the worker is there, and does the work itself otherwise: an office that
starts only the web server waits longer and misses nothing.
"""

from datetime import timedelta

from django.db import transaction
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from office import clock
from office.models import WorkerBeat

ALIVE_WITHIN = timedelta(seconds=60)  # a task may take that long between two signs
MOST_TRIES = 2  # a task that twice took the worker with it is not tried again
WORKER = "worker"


def worker_is_there() -> bool:
    """Return whether the worker gave a sign of life within the last seconds. Queries: one."""
    return WorkerBeat.objects.filter(at__gte=clock.now() - ALIVE_WITHIN).exists()


def beat() -> None:
    """Leave a sign of life."""
    WorkerBeat.objects.update_or_create(pk=1, defaults={"at": clock.now()})


def leave() -> None:
    """Say that the worker goes."""
    WorkerBeat.objects.all().delete()


def enqueue(task: Task, *arguments: object) -> None:
    """Queue a task once the caller's transaction stands."""
    transaction.on_commit(lambda: task.enqueue(*arguments))


def run_waiting() -> None:
    """Do every task that waits, one after the other; what goes wrong in one is kept with it."""
    if not DBTaskResult.objects.ready().exists():
        return  # asking the queue itself would lock the database each time
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=WORKER,
        excluded_queue_names=[],
    ).run()


def take_up_interrupted() -> None:
    """Queue again what was under way when a worker was killed; tasks are safe to run again."""
    for result in DBTaskResult.objects.running():
        if len(result.worker_ids) >= MOST_TRIES:
            result.set_failed(RuntimeError("interrupted twice"))
        else:
            DBTaskResult.objects.filter(pk=result.pk).update(status="READY")
