"""What a person says of a staged roster before it is confirmed: who a doubtful row is, what a column means."""

import json
from collections.abc import Mapping

from django.db import transaction

from office import audit
from office.errors import WrongStatus
from office.models import User
from registry.choices import BatchStatus, RowDecision
from registry.errors import ColumnTwice, NumberStillHeld
from registry.identity import id_hash
from registry.imports import columns as w
from registry.imports.choosing import keep_choices
from registry.imports.reading import Chosen, Decision
from registry.imports.resources import RESOURCES
from registry.imports.staging import read_back, refresh_rows
from registry.models import ImportBatch, ImportRow, Person
from registry.workflows.imports import restage
from registry.workflows.imports_common import check_may_import, check_status, plan_roster, summary


def decide_rows(*, batch: ImportBatch, decisions: Mapping[int, Decision], by: User) -> ImportBatch:
    """Keep what somebody decided of rows that may mean persons of the register, and compare again.

    `decisions` by row id; one without a kind takes a decision back. The comparison happens between two short writes.
    Raises: Refused, WrongStatus, NumberStillHeld.
    Rule: R-200.
    """
    check_may_import(by, batch.bureau)
    rows = list(batch.rows.filter(pk__in=decisions, kind=w.PEOPLE).exclude(candidates=[]))
    with transaction.atomic():
        check_status(batch, BatchStatus.PREVIEW)
        for row in rows:
            decision = decisions[row.pk]
            _check_decision(row, decision)
            row.decision, row.decided_id = decision.kind, decision.person_id
        ImportRow.objects.bulk_update(rows, ["decision", "decided_id"])
        words = summary(f"处理可能重复的 {len(rows)} 行", batch)
        audit.record_event("registry.roster.decided", on=batch, by=by, summary=words)
    roster, shown = read_back(batch)
    plan = plan_roster(roster, batch.bureau, batch.as_of)
    with transaction.atomic():
        check_status(batch, BatchStatus.PREVIEW)
        refresh_rows(shown, plan)
        batch.result = plan.result()
        batch.save(update_fields=["result"])
    return batch


def choose_columns(*, batch: ImportBatch, chosen: Chosen, remember: bool, by: User) -> ImportBatch:
    """Read the file again with what somebody said of its headers; `remember` keeps it for the bureau's next file.

    Raises: Refused, WrongStatus, FileRefused, ColumnTwice.
    Rule: R-203.
    """
    check_may_import(by, batch.bureau)
    check_status(batch, BatchStatus.COLUMNS, BatchStatus.PREVIEW)
    for kind, marks in chosen.items():
        keys = [key for key in marks.values() if key]
        for key in keys:
            if keys.count(key) > 1:
                raise ColumnTwice(RESOURCES[kind].columns[key].column_name)
    batch.chosen = {kind: {**batch.chosen.get(kind, {}), **marks} for kind, marks in chosen.items()} | {
        kind: marks for kind, marks in batch.chosen.items() if kind not in chosen
    }
    with transaction.atomic():
        batch.save(update_fields=["chosen"])
        if remember:
            keep_choices(batch.bureau, {kind: dict(marks) for kind, marks in chosen.items()}, by=by)
        audit.record_event("registry.roster.columns", on=batch, by=by, summary=summary("对应列", batch))
    restage(batch)
    return batch


def _check_decision(row: ImportRow, decision: Decision) -> None:
    """Refuse a decision the row does not allow: somebody who is no candidate, or a second holder of an ID number."""
    if decision.kind == RowDecision.SAME and decision.person_id not in row.candidates:
        raise WrongStatus(f"第 {row.number} 行的候选人已经变了,请重新打开这一页再选。")
    number = json.loads(row.cells)["values"].get("id_number")
    if decision.kind == RowDecision.NEW and number:
        held = Person.objects.filter(pk__in=row.candidates, id_hash=id_hash(number)).first()
        if held is not None:
            raise NumberStillHeld(held.name)
