"""Why an act in the annual review is refused."""

from datetime import date

from office.errors import RuleBroken, WrongStatus


class CampaignOpened(RuleBroken):
    code = "campaign-opened"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年度复核已经开展,一年只开展一次。请打开原有的那一次办理。")


class CampaignYearWrong(RuleBroken):
    code = "campaign-year-wrong"

    def __init__(self, this_year: int) -> None:
        super().__init__(f"只能开展今年({this_year} 年)或去年的年度复核。")


class NobodyToReview(RuleBroken):
    code = "nobody-to-review"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年没有已认定的帮扶对象。要逐人摸底的,请选“全体离退休人员和遗属”。")


class CampaignClosed(WrongStatus):
    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年度复核已经结束,不能再改动。")


class ReviewWrongStatus(WrongStatus):
    def __init__(self, name: str, now: str, wanted: str) -> None:
        super().__init__(f"{name} 的复核现在是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class OutcomeDoesNotFit(RuleBroken):
    """Who is a recipient is kept, adjusted or leaves; who is none is added or not."""

    code = "outcome-does-not-fit"

    def __init__(self, name: str, outcome: str, *, recipient: bool) -> None:
        now = "是" if recipient else "不是"
        super().__init__(f"{name} 现在{now}已认定的帮扶对象,结果不能是“{outcome}”。请核对认定后重新选择。")


class SurveyMissing(RuleBroken):
    code = "survey-missing"

    def __init__(self, name: str, year: int) -> None:
        super().__init__(f"{name} {year} 年还没有入户调查。请先登记入户调查;确实不能入户的,写明原因。")


class DetailMissing(RuleBroken):
    """An exit says why, an adjustment into what."""

    code = "detail-missing"


class SampleDrawn(RuleBroken):
    """A sample is drawn once: nobody draws until it pleases."""

    code = "sample-drawn"

    def __init__(self, size: int) -> None:
        super().__init__(f"抽查名单已经抽过,共 {size} 人。每次复核只抽一次,不能重抽。")


class NothingToSample(RuleBroken):
    code = "nothing-to-sample"

    def __init__(self) -> None:
        super().__init__("还没有已审定的人,抽查名单从已审定的人里抽。请审定以后再抽。")


class NotAnotherPerson(RuleBroken):
    """A re-check is made and recorded by somebody else than the review."""

    code = "not-another-person"


class RecheckDone(RuleBroken):
    code = "recheck-done"

    def __init__(self, name: str, on: date) -> None:
        super().__init__(f"{name} 的抽查 {on} 已经登记过。")


class LeftUnexplained(RuleBroken):
    code = "left-unexplained"

    def __init__(self, left: str) -> None:
        super().__init__(f"还有没办完的:{left}。确要结束的,请写明怎样处理。")
