"""Why a contact is refused."""

from office.errors import RuleBroken, WrongStatus


class ContactInFuture(RuleBroken):
    code = "contact-in-future"

    def __init__(self) -> None:
        super().__init__("走访日期不能晚于今天。请填写实际走访的日期。")


class ContactIncomplete(RuleBroken):
    code = "contact-incomplete"


class ContactAfterDeath(RuleBroken):
    code = "contact-after-death"

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"{'、'.join(names)} 在这一天已去世。看望家属请登记在遗属名下。")


class SheetMissing(RuleBroken):
    code = "sheet-missing"

    def __init__(self) -> None:
        super().__init__("代录须写明走访记录表的编号或存放处,以便与签字的纸表核对。")


class NotOwnPeople(RuleBroken):
    code = "not-own-people"

    def __init__(self) -> None:
        super().__init__("您只能登记自己现在结对联系的人。其他人的走访请交经办人代录。")


class AlreadyVoid(WrongStatus):
    def __init__(self) -> None:
        super().__init__("这次走访已经作废,不用再作废。")


class NothingToPrint(RuleBroken):
    code = "nothing-to-print"
