"""The registry's tables."""

from registry.models.imports import ImportBatch, ImportRow
from registry.models.people import (
    FamilyFact,
    FamilyMember,
    HospitalStay,
    Person,
    PersonFact,
    RelativeDeclaration,
)

__all__ = [
    "FamilyFact",
    "FamilyMember",
    "HospitalStay",
    "ImportBatch",
    "ImportRow",
    "Person",
    "PersonFact",
    "RelativeDeclaration",
]
