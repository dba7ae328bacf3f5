"""Tables of casework, one module per noun."""

from casework.models.contacts import Contact, ContactHelper, ContactPerson, ContactState
from casework.models.needs import HelperReport, Need
from casework.models.pairing import Pairing

__all__ = ["Contact", "ContactHelper", "ContactPerson", "ContactState", "HelperReport", "Need", "Pairing"]
