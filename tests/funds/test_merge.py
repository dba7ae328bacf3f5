"""Money and the merge of two records: what was booked stays, and is read with the record that stays."""

import pytest

from funds.models import AidItem
from registry.models import Person
from tests.registry.test_duplicates import join

pytestmark = pytest.mark.django_db


def test_money_stays_where_it_was_booked_and_is_read_with_the_one_who_stays(cast, source, recognised, walk, sign_in):
    clerk = sign_in(cast.caseworker)
    merged = recognised()
    walk.paid(source, merged, "1234.00")
    kept = Person.objects.create(
        bureau=merged.bureau, branch=merged.branch, kind="retiree", name=merged.name, birth_date=merged.birth_date
    )
    join(clerk, kept, merged)
    assert AidItem.objects.get().person == merged
    page = clerk.get(kept.get_absolute_url()).content.decode()
    assert "1,234.00" in page and "已认定" in page
    twice = walk.approved(source, kept, "100.00")  # the recognition counts for who stays
    assert twice.items.get().recognition.person == merged


def test_work_in_hand_keeps_a_record_from_being_merged_away(cast, source, recognised, walk, sign_in):
    clerk = sign_in(cast.caseworker)
    merged = recognised()
    walk.approved(source, merged, "1234.00")
    kept = Person.objects.create(
        bureau=merged.bureau, branch=merged.branch, kind="retiree", name=merged.name, birth_date=merged.birth_date
    )
    answer = join(clerk, kept, merged)
    assert answer.status_code == 422 and "1,234.00 元(待支付)" in answer.content.decode()
    assert Person.objects.get(pk=merged.pk).merged_into is None
    assert join(clerk, merged, kept).status_code == 303  # the other way round nothing stands against it
