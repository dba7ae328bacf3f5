"""The registry's tables."""

from registry.models.consents import Consent, PrivacyText
from registry.models.details import PersonDetails
from registry.models.facts import FamilyFact, PersonFact
from registry.models.family import FamilyMember, RelativeDeclaration
from registry.models.health import CareAssessment, HospitalContact, HospitalStay
from registry.models.imports import ColumnChoice, ImportBatch, ImportRow
from registry.models.life import Death, DeathFinding, DeathTask, Departure
from registry.models.living import Assistance, Disaster, OtherPhone, PersonAddress
from registry.models.looks import FileMention
from registry.models.merges import Merge, NotSame
from registry.models.papers import PersonPaper
from registry.models.people import Person
from registry.models.suggestions import DeclinedSuggestion
from registry.models.surveys import HomeSurvey

__all__ = [
    "Consent",
    "PrivacyText",
    "Assistance",
    "CareAssessment",
    "ColumnChoice",
    "Death",
    "DeathFinding",
    "DeathTask",
    "Departure",
    "DeclinedSuggestion",
    "Disaster",
    "FamilyFact",
    "FamilyMember",
    "FileMention",
    "HomeSurvey",
    "HospitalContact",
    "HospitalStay",
    "ImportBatch",
    "ImportRow",
    "Merge",
    "NotSame",
    "OtherPhone",
    "Person",
    "PersonAddress",
    "PersonDetails",
    "PersonFact",
    "PersonPaper",
    "RelativeDeclaration",
]
