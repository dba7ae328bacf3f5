"""What of the money side cites a policy text: sources, greetings standards and routes."""

from django.urls import reverse

from funds.models import FundRoute, FundSource, GreetingsStandard
from office.hooks import Citation
from office.models import PolicyText, User
from office.roles import Permission


def citations(text: PolicyText, user: User) -> list[Citation]:
    """Return what cites a text and this person may open. Queries: three."""
    found = [
        Citation("资金来源", source.name, reverse("funds:source-page", args=[source.public_id]))
        for source in FundSource.objects.visible_to(user).filter(document=text)
    ]
    if user.may(Permission.SEE_MONEY):
        found += [
            Citation("慰问标准", f"{standard},{standard.holds_from} 起用", reverse("funds:standard-list"))
            for standard in GreetingsStandard.objects.filter(policy_text=text)
        ]
        found += [
            Citation("审批流程", f"{route},{route.holds_from} 起用", reverse("funds:route-list"))
            for route in FundRoute.objects.filter(policy_text=text, refused_reason="")
        ]
    return found
