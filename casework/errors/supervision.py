"""Why an act of supervision is refused."""

from datetime import date

from office.errors import RuleBroken


class InspectionDrawn(RuleBroken):
    """A sample is drawn once: nobody draws until it pleases."""

    code = "inspection-drawn"

    def __init__(self, year: int, count: int) -> None:
        super().__init__(f"{year} 年的督查已经抽过,共 {count} 件。每年只抽一次,不能重抽。")


class InspectionYearWrong(RuleBroken):
    code = "inspection-year-wrong"

    def __init__(self, this_year: int) -> None:
        super().__init__(f"只能抽查今年({this_year} 年)或去年的记录。")


class NothingToInspect(RuleBroken):
    code = "nothing-to-inspect"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year} 年还没有走访记录、到期的诉求和已审定的复核,没有可抽的记录。")


class OwnRecord(RuleBroken):
    """Whoever made or handled a record does not say what was found in it."""

    code = "own-record"

    def __init__(self, act: str) -> None:
        super().__init__(f"您是这条记录{act}的人,检查结果要由另一个人登记。")


class FindingRecorded(RuleBroken):
    code = "finding-recorded"

    def __init__(self, on: date) -> None:
        super().__init__(f"这条记录的检查结果 {on} 已经登记过。")


class FindingIncomplete(RuleBroken):
    code = "finding-incomplete"


class NothingToMend(RuleBroken):
    code = "nothing-to-mend"

    def __init__(self) -> None:
        super().__init__("这条记录没有要整改的问题,或者已经整改。")
