"""Why an act on a leaders' visit plan is refused."""

from office.errors import RuleBroken, WrongStatus


class PlanWithdrawn(WrongStatus):
    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已经撤销,不能再改动。需要的请另拟一份。")


class AlreadyPlanned(RuleBroken):
    code = "already-planned"

    def __init__(self, leader: str, person: str) -> None:
        super().__init__(f"{leader} 走访 {person} 已经在计划里,不用再加。取消过的,清空取消原因就恢复。")


class NothingPlanned(RuleBroken):
    code = "nothing-planned"

    def __init__(self) -> None:
        super().__init__("这份计划还没有要走访的人,不用打印。请先编排。")


class NoLeaderPairings(RuleBroken):
    code = "no-leader-pairings"

    def __init__(self) -> None:
        super().__init__("现在没有领导结对,拟不出名单。请去掉“按领导结对列出”,建好后逐行填写。")
