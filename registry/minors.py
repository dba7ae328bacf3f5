"""Relatives who are children: what of them only those see who work with it (PIPL 28, 31)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from office import clock
from office.identifiers.dates import completed_years
from office.roles import Permission
from registry.choices import Schooling

if TYPE_CHECKING:
    from office.models import User

OF_AGE = 18
GUARDED = ("id_number", "phone", "school")  # of a minor, without Permission.SEE_MINORS
AT_SCHOOL = (Schooling.PRESCHOOL, Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR, Schooling.VOCATIONAL)


def hides(member: Any, user: "User") -> bool:
    """Return whether the guarded columns of a relative are kept from the user. Rule: R-233."""
    return not user.may(Permission.SEE_MINORS) and is_minor(member, clock.today())


def is_minor(member: Any, on: date) -> bool:
    """Return whether a relative (or a row of their history) is under 18; without a birth date the school says."""
    if member.birth_date:
        return completed_years(member.birth_date, on) < OF_AGE
    return member.schooling in AT_SCHOOL
