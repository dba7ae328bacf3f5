"""Why an act of the time bank is refused."""

from datetime import date

from casework.choices.timebank import ServiceStatus
from office.errors import RuleBroken, WrongStatus


def in_hours(minutes: int) -> str:
    """Return minutes as people say them: 2 小时 30 分."""
    hours, rest = divmod(abs(minutes), 60)
    words = " ".join(part for part in (f"{hours} 小时" if hours else "", f"{rest} 分" if rest else "") if part)
    return ("−" if minutes < 0 else "") + (words or "0 小时")


class VolunteerExists(RuleBroken):
    code = "volunteer-exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 已经是志愿者。请直接登记服务。")


class VolunteerEnded(WrongStatus):
    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name} 已于 {day} 退出志愿服务,以后的日期不能再登记。")


class WhoUnclear(RuleBroken):
    code = "who-unclear"

    def __init__(self) -> None:
        super().__init__("在职人员、离退休人员和姓名三项,只填一项。")


class FutureService(RuleBroken):
    code = "future-service"

    def __init__(self) -> None:
        super().__init__("服务日期不能晚于今天。做完了再登记。")


class NoSuchTime(RuleBroken):
    code = "no-such-time"

    def __init__(self) -> None:
        super().__init__("时长要在 1 分钟以上、24 小时以内。")


class OverDailyCap(RuleBroken):
    code = "over-daily-cap"

    def __init__(self, *, cap: int, had: int, asked: int) -> None:
        super().__init__(
            f"每人每天最多登记 {in_hours(cap)}。这一天已登记 {in_hours(had)},再加 {in_hours(asked)} 就超过了。"
        )


class ServedAfterDeath(RuleBroken):
    code = "served-after-death"

    def __init__(self, name: str, died_on: date) -> None:
        super().__init__(f"{name} 已于 {died_on} 去世,之后的日期不能有服务。请核对日期。")


class ServesSelf(RuleBroken):
    code = "serves-self"

    def __init__(self) -> None:
        super().__init__("志愿者和被服务人是同一个人,不能登记。")


class ServiceTwice(RuleBroken):
    code = "service-twice"

    def __init__(self) -> None:
        super().__init__("同一天、同一个人、同样内容的服务已经登记过。要分两次记的,请写明各做了什么。")


class ServiceWrongStatus(WrongStatus):
    def __init__(self, status: ServiceStatus) -> None:
        super().__init__(f"这次服务现在是“{status.label}”,不能这样办。请刷新后再看。")


class NotEnoughTime(RuleBroken):
    code = "not-enough-time"

    def __init__(self, *, has: int, asked: int) -> None:
        super().__init__(f"账上现有 {in_hours(has)},不够 {in_hours(asked)}。")


class ReversalShort(RuleBroken):
    code = "reversal-short"

    def __init__(self, *, has: int, asked: int) -> None:
        super().__init__(
            f"这 {in_hours(asked)} 已经用去或转给亲属,账上只有 {in_hours(has)}。请先冲销后来的支取或转出,再冲销这一笔。"
        )


class AlreadyReversed(RuleBroken):
    code = "already-reversed"

    def __init__(self) -> None:
        super().__init__("这一笔已经冲销过,或者本身就是冲销。")
