"""Why an act on an emergency or on help in manpower is refused."""

from office.errors import RuleBroken, WrongStatus


class EmergencyWrongStatus(WrongStatus):
    def __init__(self, now: str, wanted: str) -> None:
        super().__init__(f"这件特情现在是“{now}”,不能改为“{wanted}”。请刷新页面查看最新情况。")


class EmergencyIncomplete(RuleBroken):
    code = "emergency-incomplete"


class ShiftWrongStatus(WrongStatus):
    def __init__(self, now: str) -> None:
        super().__init__(f"这一班已经登记为“{now}”。")


class ShiftImpossible(RuleBroken):
    code = "shift-impossible"
