"""Importing the list of serving staff: whole or nothing, and twice is the same as once."""

import hashlib
import json
from typing import Any

from django.db import transaction

from office import audit, permissions, store
from office.errors import ChangedMeanwhile, Refused, RuleBroken
from office.imports import StaffItem, StaffPlan
from office.models import Branch, Bureau, User
from office.resources import CleanRow
from office.roles import Permission

REASON = "工作人员名单导入"


class StaffRowsRefused(RuleBroken):
    """A list is imported whole or not at all."""

    code = "rows-refused"

    def __init__(self, count: int) -> None:
        super().__init__(f"有 {count} 行不能导入,所以一行也没有导入。请改正文件后重新上传。")


def plan_staff(*, rows: list[CleanRow], bureau: Bureau, by: User) -> StaffPlan:
    """Compare a list with the bureau's staff; nothing is written. Raises: Refused."""
    permissions.check(by, Permission.EDIT_STAFF)
    if not by.is_operator and by.bureau_id != bureau.pk:
        raise Refused("上级局只能查看下级局的资料,修改请由本局办理。")
    return StaffPlan(rows, bureau)


def fingerprint(plan: StaffPlan) -> str:
    """Return what tells one comparison from another: a preview confirmed later must still be true."""
    told = [
        (item.row.number, item.verdict, item.record.pk if item.record else None, item.changes) for item in plan.items
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def import_staff(*, rows: list[CleanRow], bureau: Bureau, by: User, seen: str = "") -> StaffPlan:
    """Write a list of staff; `seen` is the fingerprint of the preview that is being confirmed.

    Raises: Refused, StaffRowsRefused, ChangedMeanwhile.
    Rule: R-42.
    """
    plan = plan_staff(rows=rows, bureau=bureau, by=by)
    if plan.faults:
        raise StaffRowsRefused(len({fault["row"] for fault in plan.faults}))
    if seen and seen != fingerprint(plan):
        raise ChangedMeanwhile("预览之后资料有了变化,还没有导入。请重新上传,再看一遍。")
    counts: dict[str, Any] = dict(plan.counts())
    wanted = dict.fromkeys(item.branch for item in plan.items if item.branch and item.branch not in plan.branches)
    made = store.bulk_create([Branch(bureau=bureau, name=name) for name in wanted], by=by, reason=REASON)
    branches = plan.branches | {branch.name: branch for branch in made}
    _write([item for item in plan.items if item.verdict != "same"], branches, by)
    audit.record_event(
        "office.staff.imported", by=by, bureau=bureau, summary=f"导入工作人员名单 {len(plan.items)} 行", **counts
    )
    return plan


def _write(items: list[StaffItem], branches: dict[str, Branch], by: User) -> None:
    records = []
    for item in items:
        if (member := item.record) is None:  # a refused row, and nothing is written where there is one
            continue
        for name, value in item.columns.items():
            setattr(member, name, value)
        if item.branch:
            member.branch = branches[item.branch]
        member.spell()
        records.append(member)
    new, changed = [r for r in records if r.pk is None], [r for r in records if r.pk is not None]
    names = {name for item in items for name in item.columns} | {"branch", "pinyin", "initials"}
    store.bulk_update(changed, sorted(names), by=by, reason=REASON)
    store.bulk_create(new, by=by, reason=REASON)
