"""Possible duplicates: which pairs are found, side by side, merged, parted, or remembered as two people."""

from datetime import date

import pytest

from casework.models import ContactState, Pairing
from casework.workflows import pairing as pairings
from casework.workflows.contacts import record_contact
from casework.workflows.needs import raise_need
from office import clock
from office.models import AuditEvent, Bureau
from registry import duplicates, facts
from registry.models import FamilyMember, Merge, NotSame, Person, PersonFact
from registry.workflows import life
from registry.workflows.merges import undo_merge
from tests.registry.filled_form import fields_of

BORN = date(1945, 3, 1)
ONE, TWO = "431199194503010025", "431199194503010041"


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def pair(make_person):
    """Return two records of one woman, who was born in a month or on its first day."""
    kept = make_person("王秀英", sex="female", birth_date=BORN, phone="19900001234", address="")
    merged = make_person(
        "王秀英",
        sex="female",
        birth_date=BORN,
        birth_precision="month",
        address="新山县文昌路7号",
        self_care="limited_mobility",
    )
    return kept, merged


def compare_url(kept, merged) -> str:
    return f"/people/duplicates/{kept.public_id}/{merged.public_id}/"


def join(client, kept, merged, **choices):
    """Post the page of the two as it stands, with other choices."""
    data = fields_of(client.get(compare_url(kept, merged)), having="reason")
    return client.post(compare_url(kept, merged), data | {"decision": "merge", "reason": "查过档案"} | choices)


def pair_up(person, helper, cast, kind="contact"):
    row = pairings.propose_pairing(
        person=person, helper=helper, starts_on=date(2024, 1, 1), kind=kind, by=cast.caseworker
    )
    pairings.issue_pairings(
        pairing_ids=[row.pk], issuing_body="机关党委", document_number="新税党〔2024〕1号", by=cast.section_head
    )
    return row


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, ["姓名和出生日期相同"]),
        ({}, {"birth_precision": "month", "birth_date": date(1945, 3, 1)}, ["姓名和出生日期相同"]),
        ({}, {"birth_date": date(1945, 3, 2)}, None),
        ({}, {"birth_date": None}, ["同名,有一份出生日期未登记"]),
        ({}, {"name": "王秀瑛", "birth_date": date(1950, 1, 1)}, None),
        (
            {"phone": "19900001234"},
            {"name": "王秀瑛", "birth_date": None, "phone": "19900009999、19900001234"},
            ["电话相同,姓名同音"],
        ),
        ({"phone": "19900001234"}, {"name": "李桂兰", "birth_date": None, "phone": "19900001234"}, None),
        (
            {"id_number": ONE},
            {"name": "王秀瑛", "birth_date": date(1950, 1, 1), "id_number": ONE[:13] + "2" + ONE[14:]},
            ["证件号末四位相同"],
        ),
    ],
)
def test_which_two_may_be_one(make_person, bureau, one, other, found):
    first = make_person(**({"name": "王秀英", "birth_date": BORN} | one))
    second = make_person(**({"name": "王秀英", "birth_date": BORN} | other))
    pairs = duplicates.find(bureau)
    assert pairs.get((first.pk, second.pk)) == found


def test_another_bureau_and_what_was_withdrawn_make_no_pair(make_person, bureau, pair):
    elsewhere = Bureau.objects.create(code="431198", name="青山县税务局")
    make_person("王秀英", birth_date=BORN, bureau=elsewhere, branch=None)
    assert len(duplicates.find(bureau)) == 1
    pair[1].withdrawn_on = clock.today()
    pair[1].save()
    assert duplicates.find(bureau) == {}


def test_a_pair_stands_side_by_side_and_a_blank_gives_way(clerk, pair):
    kept, merged = pair
    page = clerk.get("/people/duplicates/").content.decode()
    assert compare_url(kept, merged) in page and "姓名和出生日期相同" in page
    data = fields_of(clerk.get(compare_url(kept, merged)), having="reason")
    assert data["take-address"] == "merged" and data["take-phone"] == "kept"
    assert data["take-birth_date"] == "kept"  # the day is known here, only the month there
    assert "take-name" not in data and "take-died_on" not in data


def test_the_record_that_stays_takes_what_was_chosen(clerk, cast, pair):
    kept, merged = pair
    answer = join(clerk, kept, merged, **{"take-birth_date": "merged"})
    assert answer.headers["Location"] == kept.get_absolute_url()
    stays, gone = Person.objects.get(pk=kept.pk), Person.objects.get(pk=merged.pk)
    assert (stays.address, stays.self_care, stays.phone) == ("新山县文昌路7号", "limited_mobility", "19900001234")
    assert stays.birth_precision == "month"
    assert gone.merged_into == kept and (gone.address, gone.birth_precision) == ("新山县文昌路7号", "month")
    fact = PersonFact.objects.get(person=kept, field="address", superseded_at=None)
    assert fact.holds_from == date(2020, 1, 1)  # from the day from which it held there
    assert AuditEvent.objects.get(action="registry.person.merged").object_key == kept.public_id
    people = clerk.get("/people/").content.decode().split('id="results"')[1]
    assert people.count(">王秀英<") == 1


def test_addresses_of_the_merged_record_lead_to_the_one_that_stays(clerk, sign_in, cast, pair):
    kept, merged = pair
    join(clerk, kept, merged)
    for path in ("", "timeline/", "edit/"):
        answer = clerk.get(f"/people/{merged.public_id}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/people/{kept.public_id}/{path}")
    assert clerk.post(f"/people/{merged.public_id}/death/", {"died_on": "2025-01-05"}).status_code == 404
    assert sign_in(cast.helper).get(f"/people/{merged.public_id}/").status_code in (403, 404)


def test_undoing_gives_each_back_what_it_had(clerk, pair):
    kept, merged = pair
    child = FamilyMember.objects.create(person=merged, relation="son", name="王大")
    join(clerk, kept, merged, **{"take-birth_date": "merged", "take-phone": "merged"})
    child.refresh_from_db()
    assert child.person == kept
    merge = Merge.objects.get()
    assert clerk.post(f"/people/merges/{merge.public_id}/undo/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/people/merges/{merge.public_id}/undo/", {"reason": "是堂姐妹"}).status_code == 303
    names = ["birth_date", "birth_precision", "phone", "address", "self_care", "merged_into_id", "id_number"]
    for before in pair:
        after = Person.objects.get(pk=before.pk)
        assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    child.refresh_from_db()
    assert child.person == merged
    again = clerk.post(f"/people/merges/{merge.public_id}/undo/", {"reason": "再撤"})
    assert again.status_code == 422 and "已经撤销" in again.content.decode()
    assert "已撤销" in clerk.get("/people/duplicates/?show=merged").content.decode()
    assert join(clerk, merged, kept).status_code == 303  # and may be merged again, the other way round


def test_a_fact_only_the_other_record_had_is_unknown_again_for_every_day(clerk, cast, pair):
    kept, merged = pair
    write = facts.FactWrite(merged, "self_care", "limited_mobility", date(2024, 1, 1))
    PersonFact.objects.filter(person=merged, field="self_care").delete()
    facts.write([write], by=cast.caseworker)
    join(clerk, kept, merged)
    standing = PersonFact.objects.filter(person=kept, field="self_care", superseded_at=None)
    assert [(fact.value, fact.holds_from) for fact in standing] == [("limited_mobility", date(2024, 1, 1))]
    clerk.post(f"/people/merges/{Merge.objects.get().public_id}/undo/", {"reason": "两个人"})
    assert not standing.all().exists()
    assert Person.objects.get(pk=kept.pk).self_care == ""


def test_what_was_changed_after_the_merge_is_not_undone(clerk, pair):
    kept, merged = pair
    join(clerk, kept, merged)
    page = f"/people/{kept.public_id}/edit/"
    clerk.post(page, fields_of(clerk.get(page), having="snapshot") | {"address": "新山县东门街2号"})
    assert Person.objects.get(pk=kept.pk).address == "新山县东门街2号"
    answer = clerk.post(f"/people/merges/{Merge.objects.get().public_id}/undo/", {"reason": "两个人"}, follow=True)
    assert "“家庭住址”合并后又改过" in answer.content.decode()
    assert Person.objects.get(pk=kept.pk).address == "新山县东门街2号"


@pytest.mark.parametrize("take", ["kept", "merged"])
def test_each_id_number_goes_on_leading_to_the_one_who_stays(clerk, make_person, take):
    kept = make_person("王秀英", birth_date=BORN, id_number=ONE)
    merged = make_person("王秀英", birth_date=BORN, id_number=TWO)
    join(clerk, kept, merged, **{"take-id_number": take})
    numbers = (ONE, TWO) if take == "kept" else (TWO, ONE)
    assert tuple(Person.objects.get(pk=one.pk).id_number for one in (kept, merged)) == numbers
    clerk.post(f"/people/merges/{Merge.objects.get().public_id}/undo/", {"reason": "两个人"})
    assert tuple(Person.objects.get(pk=one.pk).id_number for one in (kept, merged)) == (ONE, TWO)


def test_one_contact_person_stays(clerk, cast, pair, make_staff):
    kept, merged = pair
    first, second = make_staff("陈志强"), make_staff("赵淑芳")
    pair_up(kept, first, cast)
    pair_up(merged, second, cast)
    page = join(clerk, kept, merged)
    active = Pairing.objects.active_on(clock.today())
    assert [row.helper for row in active.filter(person__in=[kept, merged])] == [first]
    assert "联系人 赵淑芳 的结对没有并过来" in clerk.get(page.headers["Location"]).content.decode()


def test_the_only_contact_person_goes_on_and_back(clerk, cast, pair, make_staff):
    kept, merged = pair
    helper = make_staff("陈志强")
    pair_up(merged, helper, cast)
    join(clerk, kept, merged)
    row = Pairing.objects.active_on(clock.today()).get(person=kept)
    assert (row.helper, row.document_number, row.replaces.person) == (helper, "新税党〔2024〕1号", merged)
    clerk.post(f"/people/merges/{Merge.objects.get().public_id}/undo/", {"reason": "两个人"})
    active = Pairing.objects.active_on(clock.today())
    assert not active.filter(person=kept).exists() and active.get(person=merged).helper == helper


def test_contacts_and_needs_of_both_are_read_with_the_one_who_stays(clerk, cast, pair):
    kept, merged = pair
    helper = cast.helper.staff_member
    told = {"kind": "visit", "sheet_reference": "走访表第1册", "helpers": [helper], "by": cast.caseworker}
    record_contact(held_on=date(2025, 5, 1), persons=[kept], **told)
    record_contact(held_on=date(2025, 6, 1), persons=[merged], **told)
    need = raise_need(person=merged, kind="housing", text="修水管", by=cast.caseworker)
    join(clerk, kept, merged)
    state = ContactState.objects.get(person=kept)
    assert (state.last_visit_on, state.contact_count) == (date(2025, 6, 1), 2)
    page = clerk.get(kept.get_absolute_url()).content.decode()
    assert "2025-06-01" in page and "2025-05-01" in page
    assert f"/casework/needs/{need.public_id}/" in page
    assert clerk.get(f"/casework/needs/{need.public_id}/").status_code == 200


def test_the_dead_and_the_living_are_not_merged(clerk, cast, pair):
    kept, merged = pair
    life.record_death(person=merged, died_on=date(2025, 1, 5), by=cast.caseworker)
    answer = join(clerk, kept, merged)
    assert answer.status_code == 422 and "一份已登记去世" in answer.content.decode()


def test_a_survivor_is_not_merged_with_the_deceased(clerk, pair):
    kept, merged = pair
    merged.deceased = kept
    merged.save()
    assert join(clerk, kept, merged).status_code == 422


def test_what_was_merged_before_follows_and_is_parted_in_order(clerk, pair, make_person):
    middle, first = pair
    last = make_person("王秀英", birth_date=BORN)
    join(clerk, middle, first)
    join(clerk, last, middle)
    assert Person.objects.get(pk=first.pk).merged_into == last
    assert clerk.get(first.get_absolute_url()).headers["Location"] == last.get_absolute_url()
    newer, older = Merge.objects.order_by("-pk")
    early = clerk.post(f"/people/merges/{older.public_id}/undo/", {"reason": "两个人"})
    assert early.status_code == 422 and "请先撤销后来的那一次" in early.content.decode()
    assert clerk.post(f"/people/merges/{newer.public_id}/undo/", {"reason": "两个人"}).status_code == 303
    assert Person.objects.get(pk=first.pk).merged_into == middle
    assert clerk.post(f"/people/merges/{older.public_id}/undo/", {"reason": "两个人"}).status_code == 303
    assert not Person.objects.exclude(merged_into=None).exists()


def test_a_record_changed_since_it_was_compared_is_not_merged(clerk, pair):
    kept, merged = pair
    data = fields_of(clerk.get(compare_url(kept, merged)), having="reason")
    merged.remarks = "改过"
    Person.objects.filter(pk=merged.pk).update(version=merged.version + 1)
    answer = clerk.post(compare_url(kept, merged), data | {"decision": "merge", "reason": "查过档案"})
    assert answer.status_code == 422 and "改过" in answer.content.decode()
    assert not Merge.objects.exists()


def test_not_the_same_is_remembered_until_it_is_taken_back(clerk, pair, bureau):
    kept, merged = pair
    assert join(clerk, kept, merged, decision="not_same", reason="是堂姐妹").status_code == 303
    assert duplicates.find(bureau) == {}
    assert "是堂姐妹" in clerk.get("/people/duplicates/?show=dismissed").content.decode()
    again = join(clerk, merged, kept, decision="not_same", reason="是堂姐妹")
    assert again.status_code == 422
    clerk.post(f"/people/duplicates/{NotSame.objects.get().public_id}/reopen/")
    assert len(duplicates.find(bureau)) == 1


def test_nothing_is_saved_when_the_merge_cannot_be_audited(clerk, pair, monkeypatch):
    kept, merged = pair
    data = fields_of(clerk.get(compare_url(kept, merged)), having="reason")

    def fail(*args, **kwargs):
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr("office.audit.record_event", fail)
    clerk.raise_request_exception = False
    assert clerk.post(compare_url(kept, merged), data | {"decision": "merge", "reason": "查"}).status_code == 500
    assert Person.objects.get(pk=merged.pk).merged_into is None and Person.objects.get(pk=kept.pk).address == ""


def test_the_page_asks_no_more_for_more_pairs(clerk, make_person, django_assert_max_num_queries):
    for _ in range(8):
        make_person("王秀英", birth_date=BORN)
    clerk.get("/people/duplicates/")  # the first page of a session also fills the frame
    with django_assert_max_num_queries(14):
        assert "28 对" in clerk.get("/people/duplicates/").content.decode()


def test_a_fact_taken_over_keeps_its_past_and_undoing_gives_back_the_own_one(clerk, cast, pair):
    kept, merged = pair
    by = cast.caseworker
    days = [date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)]

    def tell(person, *told):
        facts.write([facts.FactWrite(person, "living_arrangement", value, day) for day, value in told], by=by)
        person.save()

    def past():
        rows = PersonFact.objects.filter(person=kept, field="living_arrangement", superseded_at=None)
        return list(rows.order_by("holds_from").values_list("holds_from", "value"))

    tell(kept, (days[0], "other"), (days[2], "with_spouse"))
    tell(merged, (days[1], "alone"), (days[2], "with_children"))
    own = past()
    join(clerk, kept, merged, **{"take-living_arrangement": "merged"})
    assert past() == [own[0], (days[1], "alone"), (days[2], "with_children")]
    merge = Merge.objects.get()
    undo_merge(merge=merge, reason="不是同一人", by=by)
    kept.refresh_from_db()
    assert (past(), kept.living_arrangement) == (own, "with_spouse")
