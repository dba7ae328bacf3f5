"""Sources, aid, payments and the ledger, split by noun."""

from funds.models.advances import AdvancePhoto, AdvanceRow, CashAdvance
from funds.models.aid import AidApplication, AidItem, AidStep
from funds.models.budget import BudgetLine
from funds.models.donations import Donation
from funds.models.ledger import AppendOnly, LedgerEntry, Reservation, Reversal
from funds.models.openings import Opening
from funds.models.payments import Payment
from funds.models.publicity import PublicityIssue
from funds.models.routes import FundRoute, FundRouteStep
from funds.models.sources import FundSource, GreetingsStandard
from funds.models.year_end import ForeignTemplate, TemplateCell, YearEndIssue

__all__ = [
    "AdvancePhoto",
    "AdvanceRow",
    "AidApplication",
    "AidItem",
    "AidStep",
    "AppendOnly",
    "BudgetLine",
    "CashAdvance",
    "Donation",
    "ForeignTemplate",
    "FundRoute",
    "FundRouteStep",
    "FundSource",
    "GreetingsStandard",
    "LedgerEntry",
    "Opening",
    "Payment",
    "PublicityIssue",
    "Reservation",
    "Reversal",
    "TemplateCell",
    "YearEndIssue",
]
