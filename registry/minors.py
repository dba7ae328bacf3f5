"""Relatives who are children: what of them only those see who work with it (PIPL 28, 31)."""

from datetime import date
from typing import Any

from office.identifiers.dates import completed_years
from registry.choices import Schooling

OF_AGE = 18
GUARDED = ("id_number", "phone", "school")  # of a minor, without Permission.SEE_MINORS
AT_SCHOOL = (Schooling.PRESCHOOL, Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR, Schooling.VOCATIONAL)


def is_minor(member: Any, on: date) -> bool:
    """Return whether a relative (or a row of their history) is under 18; without a birth date the school says."""
    if member.birth_date:
        return completed_years(member.birth_date, on) < OF_AGE
    return member.schooling in AT_SCHOOL
