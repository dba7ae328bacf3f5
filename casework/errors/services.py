"""Why an act on a support plan or a service arrangement is refused."""

from office.errors import RuleBroken, WrongStatus


class ServiceIncomplete(RuleBroken):
    code = "service-incomplete"


class AlreadyEnded(WrongStatus):
    def __init__(self) -> None:
        super().__init__("已经结束,不能再改。需要的请重新登记。")


class PlanExists(RuleBroken):
    code = "plan-exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 已有正在执行的方案。要改目标的,先结束原方案再订新的。")
