"""Load the demonstration bureau, from January of last year until today."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from casework.workflows.schedule import close_month, refresh_everybody
from office import audit, clock
from office.models import User
from office.roles import Role
from registry.models import DeathTask
from registry.workflows import deaths, life
from supportdesk.demo import (
    care,
    consents,
    duties,
    files,
    hardship,
    leader_plans,
    money,
    recognition,
    review,
    settings,
    supervision,
    timebank,
    year_end,
)
from supportdesk.demo.office import Office, make_office
from supportdesk.demo.people import enter_twice, make_people, record_stays


@transaction.atomic
def load_bureau(*, password: str) -> Office:
    """Make everything, in the order in which it would have happened where one thing needs another."""
    today = clock.today()
    year, before = today.year, today.year - 1
    first = date(before, 1, 6)

    def day(share: float) -> date:
        """Return a day of this year: 0 is 1 January, 1 is today."""
        begin = date(year, 1, 1)
        return begin + timedelta(days=int((today - begin).days * share))

    with clock.at(first):
        office = make_office(password=password, year=before, by=User.operator())
        people = make_people(office, today=today, year=before)
        hardship.set_standard(office, since=date(before, 1, 1))
        for code in ("notice_on_intranet", "time_bank"):
            recognition.switch_on(office, code, since=date(before, 1, 1))
        texts = settings.keep_texts(office, year=before)
    consents.ask_most(office, people, on=date(before, 1, 8))
    with clock.at(date(before, 1, 14)):
        care.pair_everybody(office, people, on=date(before, 1, 15))
    funds = money.Money(office)
    funds.open_sources(year=before, this_year=day(0.01), texts=texts)
    money.draw_up_budgets(funds, year=before)
    chosen = [(person, recognition.category_of(person, n)) for n, person in enumerate(people) if n % 3 == 0]
    recognition.recognise(office, chosen[:12], year=before, on=date(before, 2, 10), today=today)
    money.last_year(funds, year=before)
    begun = max(today - timedelta(days=80), first)
    recognition.recognise(office, chosen[:14], year=year, on=begun, today=today)
    review.last_year(office, year=before)
    with clock.at(date(before, 12, 22)):
        year_end.issue_last_year(office, year=before)
    _everyday(office, people, today=today, first=first)
    money.this_year(funds, year=year, people=[p for p in people if p.died_on is None], day=day)
    recognition.leave_in_every_state(office, people[1::3], year=year, today=today)
    recognition.end_one(office, year=year, on=today)
    with clock.at(today):
        year_end.map_city_sheet(office)
    duties.open_lists(office, today=today)
    leader_plans.draft(office, people, today=today)
    timebank.serve(office, people, today=today)
    review.half_done(office, year=year, today=today)
    with clock.at(today):
        settings.propose_things(office, texts)
    supervision.inspect(office, today=today)
    refresh_everybody()
    close_month(today)
    audit.seal_events()
    return office


def _everyday(office: Office, people: list[Any], *, today: date, first: date) -> None:
    """Contacts, needs, stays, a change of helper and a death."""
    clerk = office.user(Role.CASEWORKER)
    care.record_contacts(office, first=max(first, today - timedelta(days=370)), last=today)
    with clock.at(today):
        stays = [today - timedelta(days=days) for days in (300, 255, 210, 190, 160, 120, 95, 60, 33, 6)]
        files.add_files(office, people)
        record_stays(office, people, days=[day for day in stays if day >= first], by=clerk)
    with clock.at(max(today - timedelta(days=45), date(first.year, 2, 1))):
        care.change_one_helper(office, on=clock.today())
        care.hand_over_people(office, on=clock.today())
    with clock.at(max(today - timedelta(days=20), date(first.year, 2, 2))):
        person = people[44]
        person.refresh_from_db()
        life.record_death(person=person, died_on=clock.today() - timedelta(days=1), by=clerk, note="家属来电")
        for task in DeathTask.objects.filter(death__person=person).select_related("death__person__bureau")[:5]:
            deaths.settle_task(task=task, values={"outcome": "done", "done_on": clock.today()}, by=clerk)
    care.raise_needs(office, people, today=today)
    care.take_calls(office, people, today=today)
    care.arrange_services(office, people, today=today)
    with clock.at(today):
        hardship.find_hardship(office, people, today=today)
        care.propose_one_more(office, people[-1])
        enter_twice(office, people[47])
    care.send_report(office, today=today)
