"""One class per rule of the registry that can refuse."""

from typing import TYPE_CHECKING

from office.errors import Refused, RuleBroken

if TYPE_CHECKING:
    from registry.models import Person


class NotInOwnBureau(Refused):
    """An upper bureau reads its subtree and edits nothing there."""

    def __init__(self) -> None:
        super().__init__("上级局只能查看下级局的资料,修改请由本局经办人办理。")


class AlreadyDead(RuleBroken):
    code = "already-dead"

    def __init__(self, person: "Person") -> None:
        super().__init__(f"{person.name} 已登记去世({person.died_on}),不用再次登记;日期有误请用“更正”。")


class DateInFuture(RuleBroken):
    code = "date-in-future"

    def __init__(self, label: str) -> None:
        super().__init__(f"{label}不能在今天之后。")
