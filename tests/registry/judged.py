"""Asking one rule about one person, as the tests of the rules do."""

from datetime import date
from decimal import Decimal
from typing import Any

from office import clock, store
from office.models import Bureau, PolicyNumber, User
from registry import facts
from registry.categories.choices import Answer, Rule
from registry.categories.evaluation import Verdict, evaluate
from registry.categories.rules import in_force
from registry.models import FamilyMember, Person

D = date(2026, 6, 15)
LONG_AGO = date(2020, 1, 1)


def verdict_on(person: Person, rule: Rule, on: date = D) -> Verdict:
    """Return what a rule says of a person on a day. Raises StopIteration for a rule not meant for them."""
    versions = [version for version in in_force(on) if version.rule == rule]
    return next(iter(evaluate(Person.objects.filter(pk=person.pk), on=on, versions=versions)))


def answer_on(person: Person, rule: Rule, on: date = D) -> Answer:
    return verdict_on(person, rule, on).answer


def tell(person: Person, since: date = LONG_AGO, **values: Any) -> Person:
    """Write facts of a person that hold from a day."""
    rows = [facts.FactWrite(person, name, facts.to_text(name, value), since) for name, value in values.items()]
    facts.write(rows, by=User.operator())
    return person


def relative(person: Person, relation: str = "son", since: date = LONG_AGO, **values: Any) -> FamilyMember:
    """Put a relative on the list, with facts that hold from a day."""
    columns = {name: values.pop(name) for name in ("birth_date", "ended_on") if name in values}
    member = FamilyMember(person=person, relation=relation, name="张三", **columns)
    store.create(member, by=User.operator())
    rows = [facts.FactWrite(member, name, facts.to_text(name, value), since) for name, value in values.items()]
    facts.write(rows, by=User.operator())
    return member


def number(code: str, value: int | str, *, bureau: Bureau | None, since: date = LONG_AGO, note: str = "") -> None:
    """Let a policy number hold from a day."""
    confirmed = {"confirmed_by": User.operator(), "confirmed_at": clock.now()}
    row = PolicyNumber(bureau=bureau, code=code, value=Decimal(value), holds_from=since, note=note, **confirmed)
    store.create(row, by=User.operator())
