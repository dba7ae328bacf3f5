"""What donors wished, kept by the rule of the source their money lies in: it admits nothing else."""

from collections.abc import Sequence

from funds.errors import WishNotKept
from funds.models import Donation, FundSource


def is_kept(purposes: Sequence[str], wish: Sequence[str]) -> bool:
    """Say whether a source with these purposes (none: any) spends on nothing but the wish (none: any)."""
    return not wish or (bool(purposes) and set(purposes) <= set(wish))


def check_wish(source: FundSource, wish: Sequence[str]) -> None:
    """Refuse a wish that the source's rule would not keep. Raises: WishNotKept. Rule: R-681."""
    if not is_kept(source.purposes, wish):
        raise WishNotKept(source.name)


def check_wishes_kept(source: FundSource) -> None:
    """Refuse a rule that some standing donation in the source does not want. Raises: WishNotKept. Queries: one."""
    for wish in Donation.objects.filter(entry__source=source).standing().values_list("wish", flat=True):
        check_wish(source, wish)
