"""Codes, transition tables and limits of the money side."""

from django.db.models import IntegerChoices, TextChoices


class SourceKind(TextChoices):
    PARTY_DUES = "party_dues", "党费"
    SPECIAL_NEEDS = "special_needs", "特需经费"
    BUDGET = "budget", "公用(专项)经费"
    WELFARE = "welfare", "福利费"
    UNION = "union", "工会经费"
    FISCAL = "fiscal", "财政补贴"
    DONATION = "donation", "捐款"


# An emergency may be approved by the bureau leader alone, and only from the bureau's own administrative money.
ADMINISTRATIVE_KINDS = frozenset({SourceKind.BUDGET, SourceKind.WELFARE, SourceKind.FISCAL})


class CarryOver(TextChoices):
    CARRY = "carry", "结转下年使用"
    GIVE_BACK = "give_back", "年末交回"


class AidKind(TextChoices):
    ONE_OFF_GRANT = "one_off_grant", "一次性补助"
    MEDICAL = "medical", "医疗补助"
    LIVING_SUBSIDY = "living_subsidy", "生活补贴"
    CARE_SUBSIDY = "care_subsidy", "护理补贴"
    STUDY_AID = "study_aid", "助学补助"
    EMERGENCY = "emergency", "特情帮扶"
    GREETING_MONEY = "greeting_money", "慰问金"
    GIFT = "gift", "慰问品"


GREETING_KINDS = frozenset({AidKind.GREETING_MONEY, AidKind.GIFT})


class WayOfHelp(TextChoices):
    """The neutral words that may be posted."""

    VISIT = "visit", "走访慰问"
    ONE_OFF = "one_off", "一次性补助"
    MONTHLY = "monthly", "月定补"
    SERVICE = "service", "服务"


WAY_OF_KIND = {
    AidKind.GREETING_MONEY: WayOfHelp.VISIT,
    AidKind.GIFT: WayOfHelp.VISIT,
    AidKind.LIVING_SUBSIDY: WayOfHelp.MONTHLY,
    AidKind.CARE_SUBSIDY: WayOfHelp.MONTHLY,
}  # any other kind is a one-off grant


class Nature(TextChoices):
    """How help comes: month by month, for a festival, for an emergency, or given once."""

    ROUTINE = "routine", "经常性帮扶"
    FESTIVAL = "festival", "节日慰问"
    EMERGENCY = "emergency", "特情帮扶"
    ONE_OFF = "one_off", "一次性帮扶"


class AidForm(TextChoices):
    SINGLE = "single", "个人申请"
    PLAN = "plan", "慰问方案"


class AidStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "待支付"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


AID_TRANSITIONS: dict[AidStatus, set[AidStatus]] = {
    AidStatus.DRAFT: {AidStatus.SUBMITTED, AidStatus.WITHDRAWN},
    AidStatus.SUBMITTED: {AidStatus.RETURNED, AidStatus.REFUSED, AidStatus.APPROVED, AidStatus.WITHDRAWN},
    AidStatus.RETURNED: {AidStatus.SUBMITTED, AidStatus.WITHDRAWN},
    AidStatus.APPROVED: {AidStatus.CLOSED, AidStatus.WITHDRAWN},
}  # a status without a key is final


class ItemStatus(TextChoices):
    PENDING = "pending", "审批中"
    PAYABLE = "payable", "待支付"
    ADVANCED = "advanced", "已预借"
    PAID = "paid", "已支付"
    STOPPED = "stopped", "停止发放"
    REVERSED = "reversed", "已冲销"


ITEM_TRANSITIONS: dict[ItemStatus, set[ItemStatus]] = {
    ItemStatus.PENDING: {ItemStatus.PAYABLE, ItemStatus.STOPPED},
    ItemStatus.PAYABLE: {ItemStatus.PAID, ItemStatus.ADVANCED, ItemStatus.STOPPED},
    ItemStatus.ADVANCED: {ItemStatus.PAID, ItemStatus.PAYABLE, ItemStatus.STOPPED},
    ItemStatus.PAID: {ItemStatus.REVERSED},
}
ITEM_PROMISED = (ItemStatus.PAYABLE, ItemStatus.ADVANCED)  # approved, and not with the payee yet
ITEM_OUT = (ItemStatus.ADVANCED, ItemStatus.PAID, ItemStatus.REVERSED)  # its money has left the source once
ITEM_FINAL = (ItemStatus.PAID, ItemStatus.STOPPED, ItemStatus.REVERSED)


class ReservationStatus(TextChoices):
    HELD = "held", "已预留"
    USED = "used", "已使用"
    RELEASED = "released", "已释放"


class EntryKind(TextChoices):
    RECEIPT = "receipt", "收入"
    PAYMENT = "payment", "支付"
    REVERSAL = "reversal", "冲销"
    ADVANCE = "advance", "预借"
    SETTLEMENT = "settlement", "报账"
    REFUND = "refund", "退回"
    CARRY_OVER = "carry_over", "结转"


class Direction(IntegerChoices):
    IN = 1, "收"
    OUT = -1, "支"


# A reversal goes against the entry it names, a carry-over either way; every other kind has one direction.
DIRECTION_OF_KIND = {
    EntryKind.RECEIPT: Direction.IN,
    EntryKind.PAYMENT: Direction.OUT,
    EntryKind.ADVANCE: Direction.OUT,
    EntryKind.SETTLEMENT: Direction.IN,
    EntryKind.REFUND: Direction.IN,
}


class PaymentStatus(TextChoices):
    ATTEMPTED = "attempted", "已送支付"
    PAID = "paid", "已支付"
    FAILED = "failed", "未付成"
    REVERSED = "reversed", "已冲销"


PAYMENT_TRANSITIONS: dict[PaymentStatus, set[PaymentStatus]] = {
    PaymentStatus.ATTEMPTED: {PaymentStatus.PAID, PaymentStatus.FAILED},
    PaymentStatus.PAID: {PaymentStatus.REVERSED},
}
LIVE_PAYMENT = (PaymentStatus.ATTEMPTED, PaymentStatus.PAID, PaymentStatus.REVERSED)


class PaymentMethod(TextChoices):
    TREASURY = "treasury", "国库集中支付"
    CASH = "cash", "现金发放"


class ReversalStatus(TextChoices):
    ASKED = "asked", "待复核"
    CONFIRMED = "confirmed", "已冲销"
    DECLINED = "declined", "未同意"


class AdvanceStatus(TextChoices):
    OUT = "out", "未报账"
    HANDED_IN = "handed_in", "待核对"
    SETTLED = "settled", "已报账"


ADVANCE_TRANSITIONS: dict[AdvanceStatus, set[AdvanceStatus]] = {
    AdvanceStatus.OUT: {AdvanceStatus.HANDED_IN},
    AdvanceStatus.HANDED_IN: {AdvanceStatus.OUT, AdvanceStatus.SETTLED},
}


class Delivery(TextChoices):
    """What became of one row of an advance; "" until somebody says."""

    SIGNED = "signed", "本人签收"
    COLLECTED = "collected", "他人代领"
    UNDELIVERED = "undelivered", "未送达"


DELIVERED = (Delivery.SIGNED, Delivery.COLLECTED)


class DonorKind(TextChoices):
    PERSON = "person", "个人"
    MEMBER = "member", "党员干部"
    BRANCH = "branch", "党支部"
    UNIT = "unit", "单位"


class OpeningStatus(TextChoices):
    ASKED = "asked", "待复核"
    BOOKED = "booked", "已记账"
    DECLINED = "declined", "未同意"


MAX_PLAN_ROWS = 2000
