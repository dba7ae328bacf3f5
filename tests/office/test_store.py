"""Saving with history: each history row names who did that act, whatever was done to the object before."""

import pytest

from office import clock, store
from office.models import Branch

pytestmark = pytest.mark.django_db


def test_history_names_who_did_each_act_of_one_object(cast, bureau):
    """Rule: R-585."""
    authors = [cast.caseworker, cast.second_caseworker, cast.section_head]
    branch = store.create(Branch(bureau=bureau, name="第九党支部"), by=authors[0], reason="建立")
    branch.name = "第十党支部"
    store.claim(branch, by=authors[1], fields=["name"], reason="改名")
    branch.name = "第十一党支部"
    with clock.at(clock.today().replace(year=clock.today().year + 1)):
        store.bulk_update([branch], ["name"], by=authors[2])
        later = clock.today()
    rows = list(branch.history.order_by("history_id"))
    assert [row.history_user for row in rows] == authors
    assert [row.history_change_reason or "" for row in rows] == ["建立", "改名", ""]
    assert rows[2].history_date.astimezone(clock.SHANGHAI).date() == later
