"""Who may take a person's whole numbers and papers out."""

from office.models import User
from registry.errors import NotYoursToReveal


def check_own_people(by: User, bureau_id: int) -> None:
    """Refuse whole numbers and personal forms of another bureau's people. Rule: R-353."""
    if by.bureau_id != bureau_id:
        raise NotYoursToReveal
