"""Why an act on a yearly list is refused."""

from office.errors import RuleBroken, WrongStatus


class DutyClosed(WrongStatus):
    def __init__(self, title: str) -> None:
        super().__init__(f"“{title}”已经结束,不能再改动。")


class DutyExists(RuleBroken):
    code = "duty-exists"

    def __init__(self, title: str, year: int) -> None:
        super().__init__(f"{year} 年已经有“{title}”。请打开原有的名单办理,或换一个名称。")


class NobodyListed(RuleBroken):
    code = "nobody-listed"

    def __init__(self) -> None:
        super().__init__("这样选没有人。请放宽范围后再开展。")


class OccasionMismatch(RuleBroken):
    code = "occasion-mismatch"

    def __init__(self) -> None:
        super().__init__("走访慰问要选是什么节日或时节;其他事项不用选。")


class DayNotWithin(RuleBroken):
    code = "day-not-within"

    def __init__(self) -> None:
        super().__init__("完成日期不能在开始日期以前,也不能晚于今天。")


class ExcuseMissing(RuleBroken):
    code = "excuse-missing"

    def __init__(self) -> None:
        super().__init__("因故不参加的,请在备注里写明原因。")


class LeftUnexplained(RuleBroken):
    code = "left-unexplained"

    def __init__(self, count: int) -> None:
        super().__init__(f"还有 {count} 人没有完成。确要结束的,请写明怎样处理。")


class NotForRound(RuleBroken):
    code = "not-for-round"

    def __init__(self, title: str, why: str) -> None:
        super().__init__(f"这次走访不能算在“{title}”里:{why}")


class NobodyPicked(RuleBroken):
    code = "nobody-picked"

    def __init__(self) -> None:
        super().__init__("没有选人。请先勾选走访了谁。")


class RoundRefused(RuleBroken):
    """Nothing of a bulk entry is saved; the text says of whom and why."""

    code = "round-refused"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(f"全部没有登记,请改正后再交。{' '.join(reasons)}")
