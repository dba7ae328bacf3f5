"""Two at once over a death, a merge and a withdrawal."""

from datetime import date

import pytest

from casework.models import Pairing
from casework.workflows.pairing import issue_pairings, propose_pairing
from office import clock
from registry.models import Death, DeathTask, Merge, Person
from registry.workflows.life import record_death
from tests.funds.conftest import fresh
from tests.races.browser import Post, at_once
from tests.races.conftest import Office
from tests.races.judging import one_wins

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
CLERKS = ("caseworker", "second_caseworker")
BORN = date(1945, 3, 1)


def fill(office: Office, server: int, path: str, **typed: str) -> Post:
    return office.browser(getattr(office.cast, CLERKS[server]), server).fill(path, **typed)


def compare(kept: Person, merged: Person) -> str:
    return f"/people/duplicates/{kept.public_id}/{merged.public_id}/"


def merge(office: Office, server: int, kept: Person, merged: Person) -> Post:
    form = fill(office, server, compare(kept, merged), reason="查过档案")
    return Post(form.browser, form.path, [*form.data, ("decision", "merge")])


def pair_up(office: Office, person: Person, helper) -> None:
    row = propose_pairing(
        person=person, helper=helper, starts_on=clock.today(), by=office.cast.caseworker, quota_reason="人手不足"
    )
    issue_pairings(pairing_ids=[row.pk], issuing_body="机关党委", document_number="", by=office.cast.section_head)


def record_the_same_death(office: Office) -> None:
    person = office.make_person()
    path = f"/people/{person.public_id}/death/"
    one_wins(at_once(*(fill(office, at, path, died_on=str(clock.today())) for at in (0, 1))))
    death = Death.objects.get(person=person)
    assert DeathTask.objects.filter(death=death).count() == len(set(death.tasks.values_list("step", flat=True)))


def take_the_same_death_back(office: Office) -> None:
    person = office.make_person()
    pair_up(office, person, office.cast.helper.staff_member)
    record_death(person=fresh(person), died_on=clock.today(), by=office.cast.caseworker)
    path = f"/people/{person.public_id}/death/reverse/"
    one_wins(at_once(*(fill(office, at, path, reason="登记错人") for at in (0, 1))))
    assert Pairing.objects.issued().filter(person=person).count() == 1


def tick_the_same_line(office: Office) -> None:
    person = office.make_person()
    record_death(person=person, died_on=clock.today(), by=office.cast.caseworker)
    task = DeathTask.objects.filter(death__person=person)[0]
    path = f"/people/{person.public_id}/death/tasks/{task.public_id}/"
    answers = at_once(*(fill(office, at, path, outcome="not_needed", note=f"原因{at}") for at in (0, 1)))
    won = one_wins(answers, saying="改过")
    assert fresh(task).note == f"原因{won}"


def merge_each_into_the_other(office: Office) -> None:
    """A ring would have neither of the two."""
    one, other = (office.make_person("王秀英", birth_date=BORN) for _ in range(2))
    one_wins(at_once(merge(office, 0, one, other), merge(office, 1, other, one)))
    assert Person.objects.standing().filter(pk__in=[one.pk, other.pk]).count() == 1
    assert Merge.objects.filter(kept__in=[one, other]).count() == 1


def merge_two_into_one(office: Office) -> None:
    """Both bring a contact person; whoever comes second finds the record changed."""
    kept, one, other = (office.make_person("王秀英", birth_date=BORN) for _ in range(3))
    for person, helper in ((one, office.cast.helper), (other, office.cast.second_caseworker)):
        pair_up(office, person, helper.staff_member)
    one_wins(at_once(merge(office, 0, kept, one), merge(office, 1, kept, other)), saying="改过")
    assert Pairing.objects.issued().contacts().filter(person=kept).count() == 1


def merge_and_withdraw(office: Office) -> None:
    kept, merged = (office.make_person("王秀英", birth_date=BORN) for _ in range(2))
    withdraw = fill(office, 1, f"/people/{merged.public_id}/withdraw/", reason="登记错误")
    answers = at_once(merge(office, 0, kept, merged), withdraw)
    assert [answer.won for answer in answers].count(True) == 1
    gone = fresh(merged)
    assert (gone.merged_into_id is None) != (gone.withdrawn_on is None)


def undo_the_same_merge(office: Office) -> None:
    kept, merged = (office.make_person("王秀英", birth_date=BORN) for _ in range(2))
    pair_up(office, merged, office.cast.helper.staff_member)
    assert merge(office, 0, kept, merged).send().won
    path = f"/people/merges/{Merge.objects.get(kept=kept).public_id}/undo/"
    one_wins(at_once(*(fill(office, at, path, reason="两个人") for at in (0, 1))))
    assert Pairing.objects.issued().filter(person__in=[kept, merged]).get().person == merged


ALL = [
    record_the_same_death,
    take_the_same_death_back,
    tick_the_same_line,
    merge_each_into_the_other,
    merge_two_into_one,
    merge_and_withdraw,
    undo_the_same_merge,
]


@pytest.mark.parametrize("run_round", ALL, ids=lambda one: one.__name__)
def test_exactly_one_effect(office, run_round):
    for _ in range(ROUNDS):
        run_round(office)
