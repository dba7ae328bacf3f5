"""Which columns and facts of a person tell of an illness or an income: the one list that everything shown asks."""

from office.models import User
from office.roles import Permission
from registry.choices import FactField, FamilyFactField, PaperKind

OF_ILLNESS: frozenset[str] = frozenset(
    {
        "remarks",
        FactField.ILLNESS_KIND,
        FactField.OTHER_ILLNESSES,
        FactField.LONG_TERM_MEDICATION,
        FactField.OUTPATIENT_VISITS,
        FactField.OUTPATIENT_COST,
        FactField.MEDICAL_COST,
        FactField.WORK_CAPACITY,
        *("illness_notes", "medication_notes"),  # of the details
        *("notes", "level", "level_words"),  # of a stay, a disaster, an assessment
    }
)
OF_INCOME: frozenset[str] = frozenset(
    {
        FactField.MONTHLY_INCOME,
        FactField.FIXED_INCOME,
        FactField.HOUSEHOLD_INCOME,
        FactField.MEDICAL_COST,
        FactField.OTHER_COST,
        FamilyFactField.MONTHLY_INCOME,
        *("monthly_amount", "loss"),  # of assistance, of a disaster
    }
)
# Who may open a paper of a kind; what is not said to be harmless is for who may see everything.
TO_OPEN: dict[str, Permission] = {
    PaperKind.PHOTO: Permission.SEE_PEOPLE,
    PaperKind.ID_CARD: Permission.REVEAL_ID,
    PaperKind.RETIREMENT: Permission.SEE_PEOPLE,
    PaperKind.HONOUR: Permission.SEE_PEOPLE,
    PaperKind.MEDICAL: Permission.SEE_ILLNESS,
    PaperKind.INCOME: Permission.SEE_INCOME,
    PaperKind.CONSENT: Permission.SEE_PEOPLE,
    PaperKind.OTHER: Permission.SEE_ILLNESS,
}
NOTHING: frozenset[str] = frozenset()


def hidden_from(user: User) -> frozenset[str]:
    """Return the names of the columns and facts that the user may not see. Rule: R-316."""
    illness = NOTHING if user.may(Permission.SEE_ILLNESS) else OF_ILLNESS
    return illness | (NOTHING if user.may(Permission.SEE_INCOME) else OF_INCOME)


def may_open_paper(user: User, kind: str) -> bool:
    """Return whether the user may open papers of a kind. Rule: R-236."""
    return user.may(TO_OPEN[kind])
