"""Codes of routes and notices stored in the tables of upper apps, and what may follow what."""

from django.db.models import TextChoices

from office.roles import Role


class StaffIdentity(TextChoices):
    """What a serving woman's retirement age hangs on; a man's is the same in all."""

    CADRE = "cadre", "干部"
    SENIOR = "senior", "县处级以上干部"
    WORKER = "worker", "工人"


class StepKind(TextChoices):
    OPINION = "opinion", "征求意见"
    CHECK = "check", "复核"
    SIGNATURE = "signature", "签批"
    MEETING = "meeting", "会议研究"


class StepOutcome(TextChoices):
    AGREE = "agree", "同意"
    NOT_APPLICABLE = "not_applicable", "不适用"
    RETURN = "return", "退回修改"
    REFUSE = "refuse", "不同意"


class StepSort(TextChoices):
    """What a step of a route can be: a kind and who does it."""

    OPINION = "opinion", "支部意见(支部书记)"
    CHECK = "check", "财务复核(财务)"
    HEAD = "head", "签批(负责人)"
    LEADER = "leader", "签批(局领导)"
    MEETING = "meeting", "会议研究(集体)"


STEP_SORTS = {
    StepSort.OPINION: (StepKind.OPINION, Role.BRANCH_SECRETARY, "支部意见"),
    StepSort.CHECK: (StepKind.CHECK, Role.FINANCE, "财务复核"),
    StepSort.HEAD: (StepKind.SIGNATURE, Role.SECTION_HEAD, "负责人审批"),
    StepSort.LEADER: (StepKind.SIGNATURE, Role.BUREAU_LEADER, "局领导审批"),
    StepSort.MEETING: (StepKind.MEETING, "", "会议研究"),
}  # kind, role ("" for a body) and the usual title

_DECISIONS = frozenset({StepOutcome.AGREE, StepOutcome.RETURN, StepOutcome.REFUSE})
OUTCOMES = {
    StepKind.OPINION: frozenset(StepOutcome),
    StepKind.CHECK: _DECISIONS,
    StepKind.SIGNATURE: _DECISIONS,
    StepKind.MEETING: _DECISIONS,
}
PASSING = frozenset({StepOutcome.AGREE, StepOutcome.NOT_APPLICABLE})
NEEDS_REASON = frozenset({StepOutcome.NOT_APPLICABLE, StepOutcome.RETURN, StepOutcome.REFUSE})


class NoticeStatus(TextChoices):
    DRAFT = "draft", "草稿"
    POSTED = "posted", "公示中"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class RowStatus(TextChoices):
    LISTED = "listed", "待公示"
    POSTED = "posted", "公示中"
    HELD = "held", "有异议"
    STRUCK = "struck", "已撤下"
    CLEARED = "cleared", "公示无异议"


class Finding(TextChoices):
    UPHELD = "upheld", "异议成立"
    DISMISSED = "dismissed", "异议不成立"


class ObjectionChannel(TextChoices):
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"
    BOX = "box", "意见箱"
    VISIT = "visit", "来访"
    OTHER = "other", "其他"


class PostingChannel(TextChoices):
    BOARD = "board", "公告栏"
    INTRANET = "intranet", "内网"
    BRANCH = "branch", "支部会议"
    CIRCULAR = "circular", "下发通报"


class EvidenceKind(TextChoices):
    UP = "up", "张贴时"
    DOWN = "down", "撤下时"


NOTICE_TRANSITIONS = {
    NoticeStatus.DRAFT: {NoticeStatus.POSTED, NoticeStatus.WITHDRAWN},
    NoticeStatus.POSTED: {NoticeStatus.CLOSED, NoticeStatus.WITHDRAWN},
}  # a status without a key is final
ROW_TRANSITIONS = {
    RowStatus.LISTED: {RowStatus.POSTED, RowStatus.STRUCK},
    RowStatus.POSTED: {RowStatus.HELD, RowStatus.STRUCK, RowStatus.CLEARED},
    RowStatus.HELD: {RowStatus.POSTED, RowStatus.STRUCK},
}
NOTICE_TONES = {
    NoticeStatus.DRAFT: "quiet",
    NoticeStatus.POSTED: "wait",
    NoticeStatus.CLOSED: "good",
    NoticeStatus.WITHDRAWN: "quiet",
}
ROW_TONES = {
    RowStatus.LISTED: "quiet",
    RowStatus.POSTED: "wait",
    RowStatus.HELD: "warn",
    RowStatus.STRUCK: "quiet",
    RowStatus.CLEARED: "good",
}
