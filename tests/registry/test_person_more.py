"""What the person's form holds behind its folds: the row beside the person's own, facts without a column, children."""

from datetime import date
from decimal import Decimal

import pytest

from office import clock
from registry import facts, known
from registry.choices import FactField
from registry.models import FamilyMember, Person, PersonDetails, PersonFact
from tests.registry.filled_form import fields_of
from tests.registry.test_person_edit import edit_url, new_row, opened, save

F = FactField


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


@pytest.fixture
def known_person(make_person):
    return make_person("王秀英", sex="female", birth_date=date(1945, 1, 1), illness_kind="chronic")


def rows(person, field):
    standing = PersonFact.objects.filter(person=person, field=field, superseded_at=None).order_by("holds_from")
    return list(standing.values_list("value", "holds_from"))


def test_folded_fields_are_kept_and_stand_in_the_form_again(clerk, known_person):
    typed = {
        "rank": "lead_1",
        "treatment": "county_deputy",
        "origin": "local",
        "party_joined_on": "1970-07",
        "party_full_on": "1971-07",
        "military_from": "1963",
        "military_service": "某部卫生员",
        "outside_branch": "市文化局支部",
        "illness_notes": "高血压二十年",
        "other_illnesses": ["cancer", "mental"],
        "household_income": "36000",
        "housing_area": "80.5",
        "birthday_calendar": "lunar",
        "diet": "忌辛辣",
    }
    response = save(clerk, known_person, opened(clerk, known_person), **typed)
    assert response.status_code == 303
    person = Person.objects.get(pk=known_person.pk)
    details = person.details
    assert (person.rank, person.origin, person.party_full_on_precision) == ("lead_1", "local", "month")
    assert (details.military_from, details.military_from_precision) == (date(1963, 1, 1), "year")
    assert (details.illness_notes, details.birthday_calendar) == ("高血压二十年", "lunar")
    assert rows(person, F.OTHER_ILLNESSES) == [("cancer,mental", clock.today())]
    assert rows(person, F.HOUSEHOLD_INCOME) == [("36000.00", clock.today())]
    again = opened(clerk, person)
    assert {name: again[name] for name in ("rank", "military_from", "illness_notes", "housing_area")} == {
        "rank": "lead_1",
        "military_from": "1963",
        "illness_notes": "高血压二十年",
        "housing_area": "80.50",
    }
    assert "没有改动" in clerk.post(edit_url(person), again, follow=True).content.decode()


def test_what_nobody_filled_in_leaves_no_row_behind(clerk, known_person):
    save(clerk, known_person, opened(clerk, known_person), address="新山县文化路1号")
    assert not PersonDetails.objects.exists()
    assert not PersonFact.objects.filter(person=known_person, field__in=facts.MORE_FIELDS).exists()


def test_free_words_on_health_are_unreadable_in_the_database(clerk, known_person):
    from django.db import connection

    save(clerk, known_person, opened(clerk, known_person), illness_notes="夜间咳嗽", medication_notes="降压药一片")
    with connection.cursor() as cursor:
        cursor.execute("SELECT illness_notes, medication_notes FROM registry_persondetails")
        stored = cursor.fetchone()
    assert all("夜间" not in text and "降压" not in text and text for text in stored)


def test_a_fact_without_a_column_changes_from_its_day_and_may_be_corrected(clerk, known_person):
    save(clerk, known_person, opened(clerk, known_person), housing_condition="old", holds_from="2024-01-01")
    save(clerk, known_person, opened(clerk, known_person), housing_condition="unsafe", holds_from="2024-06-01")
    assert rows(known_person, F.HOUSING_CONDITION) == [("old", date(2024, 1, 1)), ("unsafe", date(2024, 6, 1))]
    early = facts.newest(date(2024, 3, 1), [known_person.pk], [F.HOUSING_CONDITION])
    assert early[known_person.pk][F.HOUSING_CONDITION].value == "old"
    save(clerk, known_person, opened(clerk, known_person), housing_condition="fair", mode="correction")
    assert rows(known_person, F.HOUSING_CONDITION)[-1] == ("fair", date(2024, 6, 1))


def test_registering_keeps_the_folded_fields_too(clerk):
    data = fields_of(clerk.get("/people/new/"), having="holds_from")
    data |= {"name": "李新人", "kind": "survivor", "own_employment": "never_worked", "dialect": "客家话"}
    assert clerk.post("/people/new/", data | {"holds_from": "2024-05-01"}).status_code == 303
    person = Person.objects.get(name="李新人")
    assert person.details.dialect == "客家话" and rows(person, F.OWN_EMPLOYMENT) == [("never_worked", date(2024, 5, 1))]


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"party_joined_on": "1970-07-01", "party_full_on": "1969-07-01"}, "早于", "party_full_on"),
        ({"military_from": "1965", "military_to": "1960"}, "早于", "military_to"),
        ({"military_from": "1940-01-01"}, "早于", "military_from"),
        ({"household_income": "很多"}, "金额", "household_income"),
        ({"housing_area": "-5"}, "0", "housing_area"),
    ],
)
def test_a_wrong_entry_behind_a_fold_opens_it_and_loses_nothing(clerk, known_person, changes, words, field):
    response = save(clerk, known_person, opened(clerk, known_person), diet="忌辛辣", **changes)
    text = response.content.decode()
    assert response.status_code == 422 and words in text and f'href="#id_{field}"' in text
    shown = fields_of(response, having="snapshot")
    assert shown["diet"] == "忌辛辣" and shown[field] == changes[field]
    fold = text[: text.index(f'id="id_{field}"')].rpartition("<details")[2]
    assert "open>" in fold.partition("<summary")[0]


def test_two_editors_of_a_folded_field_see_both_versions(clerk, known_person, cast):
    from django.test import Client

    other = Client()
    other.force_login(cast.second_caseworker, backend="office.backends.AccountBackend")
    mine, theirs = opened(clerk, known_person), opened(other, known_person)
    save(other, known_person, theirs, diet="忌甜", other_illnesses=["mental"])
    response = save(clerk, known_person, mine, diet="忌辣", other_illnesses=["cancer"])
    text = response.content.decode()
    assert response.status_code == 422 and "忌甜" in text and "精神障碍" in text
    again = fields_of(response, having="snapshot")
    save(clerk, known_person, again, **{"choose-diet": "yours", "choose-other_illnesses": "theirs"})
    beside = known.beside(Person.objects.get(pk=known_person.pk))
    assert (beside["diet"], beside["other_illnesses"]) == ("忌辣", ["mental"])


def test_a_birth_date_unlike_the_id_number_is_kept_and_told(clerk, known_person):
    data = opened(clerk, known_person)
    response = clerk.post(edit_url(known_person), data | {"id_number": "439999194502111235"}, follow=True)
    assert "与身份证号中的 1945-02-11 不一致" in response.content.decode()
    assert Person.objects.get(pk=known_person.pk).birth_date == date(1945, 1, 1)
    assert "身份证上是 1945-02-11" in clerk.get(edit_url(known_person)).content.decode()


def test_a_child_at_school(clerk, known_person):
    data = opened(clerk, known_person)
    row = new_row(data)
    typed = {"name": "王小明", "relation": "grandson", "birth_date": "2014-05", "is_dependent": "yes"}
    typed |= {"schooling": "primary", "school": "新山县第一小学", "id_number": "439999201405011235"}
    response = save(clerk, known_person, data, **{f"{row}{name}": value for name, value in typed.items()})
    member = FamilyMember.objects.get(name="王小明")
    assert response.status_code == 303
    assert (member.school, member.schooling, member.is_dependent) == ("新山县第一小学", "primary", "yes")
    assert set(member.facts.values_list("field", "value")) == {("schooling", "primary"), ("is_dependent", "yes")}
    again = opened(clerk, known_person)
    assert member.id_number not in clerk.get(edit_url(known_person)).content.decode()
    assert "没有改动" in clerk.post(edit_url(known_person), again, follow=True).content.decode()
    member.refresh_from_db()
    assert member.id_number == "439999201405011235"


def test_amounts_come_back_as_decimals(known_person, cast):
    from registry.workflows.people import Edit, edit_person

    edit = Edit(values={"medical_cost": Decimal("1200.50")})
    assert edit_person(person=known_person, edit=edit, by=cast.caseworker) == ["家庭年医疗支出(元)"]
    assert known.beside(known_person)["medical_cost"] == Decimal("1200.50")


def test_a_second_illness_that_is_serious_counts(known_person, make_person, bureau, cast):
    from registry.figures import situation
    from registry.workflows.people import Edit, edit_person

    unknown = make_person("李桂兰")
    edit = Edit(values={"other_illnesses": ["chronic", "cancer"]}, holds_from=date(2024, 5, 1))
    edit_person(person=known_person, edit=edit, by=cast.caseworker)
    before, after = (situation(as_of=day, bureau=bureau) for day in (date(2024, 4, 30), date(2024, 5, 1)))
    assert known_person.pk not in before.figure("serious_illness").people
    figure = after.figure("serious_illness")
    assert known_person.pk in figure.people and unknown.pk in figure.unknown
