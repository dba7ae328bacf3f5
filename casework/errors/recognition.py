"""Why an act on a recognition or its notice is refused."""

from office.errors import RuleBroken, WrongStatus


class RecognitionWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这份认定现在是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class PersonNotRecognisable(RuleBroken):
    """The dead, those transferred out and withdrawn or merged records are not recognised."""

    code = "person-not-recognisable"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why},不能申请认定。")


class AlreadyOpen(RuleBroken):
    """One recognition a person, category and year."""

    code = "already-open"

    def __init__(self, name: str, category: str, year: int) -> None:
        super().__init__(f"{name} 在 {year} 年已有“{category}”认定,同一年同一类别只认定一次。请打开原有的那一份办理。")


class CauseMissing(RuleBroken):
    """The analysis of the cause is part of every application."""

    code = "cause-missing"

    def __init__(self) -> None:
        super().__init__("还没有写主要致困原因。请先点“修改”,选好原因再提交;按身份或年龄纳入的也有一项可选。")


class RequestIncomplete(RuleBroken):
    """Who asked, and when, does not hold together."""

    code = "request-incomplete"


class NoticeEmpty(RuleBroken):
    code = "notice-empty"

    def __init__(self) -> None:
        super().__init__("公示名单里没有人。请至少选一份审批通过的认定。")


class NotApproved(RuleBroken):
    """Only approved recognitions of one bureau go on a notice."""

    code = "not-approved"


class FirstDayPast(RuleBroken):
    code = "first-day-past"

    def __init__(self) -> None:
        super().__init__("张贴日期不能早于今天:从张贴之日起才算公示。")


class NothingRipe(RuleBroken):
    code = "nothing-ripe"

    def __init__(self, until: str) -> None:
        super().__init__(f"公示到 {until} 为止,次日零时起才能办结。")


class HandlerSigned(RuleBroken):
    """Who approved does not look into an objection to it."""

    code = "handler-signed"

    def __init__(self, handler: str, name: str) -> None:
        super().__init__(f"{handler} 签批过 {name} 的认定,不能由其核实异议。请换一个人核实。")


class CannotResume(RuleBroken):
    """Only what was in force goes on as if nothing had happened."""

    code = "cannot-resume"

    def __init__(self, status: str) -> None:
        super().__init__(f"当时还在“{status}”,请重新申请。")
