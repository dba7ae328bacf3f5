"""Codes of referrals and reports to outside agencies, and the table of their status."""

from django.db.models import TextChoices


class Agency(TextChoices):
    CIVIL_AFFAIRS = "civil", "民政部门"
    MEDICAL_INSURANCE = "medical", "医保部门"
    SOCIAL_INSURANCE = "social", "人社部门"
    COMMUNITY = "community", "社区、居委会"
    DISABLED = "disabled", "残联"
    CADRES = "cadres", "老干部局"
    POVERTY = "poverty", "扶贫(乡村振兴)部门"
    GOVERNMENT = "government", "地方政府"
    FINANCE = "finance", "财政部门"
    UPPER = "upper", "上级局"
    LEGAL = "legal", "法律援助、公证机构"
    OTHER = "other", "其他单位"


class SentBy(TextChoices):
    LETTER = "letter", "函件"
    IN_PERSON = "person", "上门"
    CALL = "call", "电话"
    ONLINE = "online", "政务平台"


class ReferralStatus(TextChoices):
    SENT = "sent", "已送出"
    RECEIVED = "received", "对方已收"
    ANSWERED = "answered", "已回复"
    WITHDRAWN = "withdrawn", "已撤回"


class Outcome(TextChoices):
    """What the agency did: whether the person is now in its care."""

    TAKEN_OVER = "taken", "已纳入或已解决"
    PARTLY = "partly", "部分解决"
    REFUSED = "refused", "未纳入"


R = ReferralStatus
REFERRAL_TRANSITIONS = {
    R.SENT: {R.RECEIVED, R.ANSWERED, R.WITHDRAWN},
    R.RECEIVED: {R.ANSWERED, R.WITHDRAWN},
}  # a status without a key is final
UNANSWERED = (R.SENT, R.RECEIVED)
