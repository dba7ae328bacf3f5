"""What came of a notice: how many objected and how that was decided, in numbers and as one sentence."""

from collections import Counter
from dataclasses import dataclass

from casework.models import Objection, RecognitionNotice
from office.choices import Finding, RowStatus


@dataclass(frozen=True)
class Closing:
    """Names and objections of one notice, counted."""

    names: int
    through: int
    struck: int
    named: int
    anonymous: int
    upheld: int
    dismissed: int

    @property
    def objections(self) -> int:
        return self.named + self.anonymous

    @property
    def undecided(self) -> int:
        return self.objections - self.upheld - self.dismissed

    @property
    def words(self) -> str:
        """Return the closing note as it is proposed: what came in, how it was decided, who is through."""
        rest = f"无异议的 {self.through} 人认定为帮扶对象" if self.through else "没有人通过公示"
        struck = f",撤下 {self.struck} 人" if self.struck else ""
        if not self.objections:
            return f"公示期内无异议。列入名单 {self.names} 人{struck},{rest}。"
        decided = [f"成立 {self.upheld} 件"] * bool(self.upheld) + [f"不成立 {self.dismissed} 件"] * bool(
            self.dismissed
        )
        open_ones = [f"尚在核实 {self.undecided} 件"] * bool(self.undecided)
        return (
            f"公示期内收到异议 {self.objections} 件(实名 {self.named} 件,匿名 {self.anonymous} 件),"
            f"经核实,{'、'.join([*decided, *open_ones])}。列入名单 {self.names} 人{struck},{rest}。"
        )


def closing_of(notice: RecognitionNotice) -> Closing:
    """Count a notice's names and objections. Queries: two."""
    rows = Counter(notice.rows.values_list("status", flat=True))
    objections = list(Objection.objects.filter(row__notice=notice).values_list("is_named", "finding"))
    findings = Counter(finding for _, finding in objections)
    named = sum(is_named for is_named, _ in objections)
    return Closing(
        names=sum(rows.values()),
        through=rows[RowStatus.POSTED] + rows[RowStatus.CLEARED],
        struck=rows[RowStatus.STRUCK],
        named=named,
        anonymous=len(objections) - named,
        upheld=findings[Finding.UPHELD],
        dismissed=findings[Finding.DISMISSED],
    )
