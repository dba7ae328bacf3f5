"""Errors that every app shares. A broken rule goes to the form, a refusal becomes the 403 page by itself."""

from django.core.exceptions import PermissionDenied, ValidationError


class RuleBroken(ValidationError):
    """A rule refuses the act. The text says the rule and what to do."""

    code = "rule"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message, code=code or self.code)

    def __str__(self) -> str:
        return str(self.messages[0])


class WrongStatus(RuleBroken):
    """The record is in a status from which the act is not possible."""

    code = "wrong-status"


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the record between reading and writing."""

    code = "changed"

    def __init__(
        self, message: str = "这条记录刚刚被别人改过,您的改动没有保存。请刷新页面,看过新的内容后再操作。"
    ) -> None:
        super().__init__(message)


class Refused(PermissionDenied):
    """The record may be seen, the act is not this person's to do."""


class EnteredByYourself(RuleBroken):
    """Who entered an application approves no step of it."""

    code = "entered-by-yourself"


class AlreadySigned(RuleBroken):
    """Approvers of different steps are different people."""

    code = "already-signed"


class DeclaredRelative(RuleBroken):
    """Nobody approves for a declared relative."""

    code = "declared-relative"


class SignerUnknown(RuleBroken):
    """An approval is a person's: the account belongs to no staff member."""

    code = "signer-unknown"


class SamePersonConfirms(RuleBroken):
    """What came on paper is confirmed by somebody other than who registered it."""

    code = "same-person-confirms"


class RouteUnfit(RuleBroken):
    """A route would leave a sum without a signature, or ask one role to sign it twice."""

    code = "route-unfit"


class NoticeTooShort(RuleBroken):
    """A public notice runs no shorter than policy says."""

    code = "notice-too-short"


class NoticeStillRunning(RuleBroken):
    """The next step comes the day after the last notice day, no sooner."""

    code = "notice-still-running"


class ObjectionOpen(RuleBroken):
    """An open objection holds its row."""

    code = "objection-open"


class ObjectionOutsidePeriod(RuleBroken):
    """An objection counts from the first to the last day of its row's notice."""

    code = "objection-outside-period"
