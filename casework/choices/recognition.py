"""Codes of recognition, its table of statuses, its shipped route and what a notice prints."""

from django.db.models import TextChoices

from office.choices import StepKind
from office.roles import Role
from office.routes import PlannedStep
from registry.categories.choices import Category as Category

# What is posted. An illness is not told apart from other hardship, on the board as little as in a file.
PUBLIC_WORDING = {
    Category.FORMER_LEADER: "老领导",
    Category.VETERAN: "老军人",
    Category.AGED_EMPTY_NEST: "高龄空巢",
    Category.SEVERE_ILLNESS: "生活困难",
    Category.DEPENDANT_IN_HARDSHIP: "困难遗属",
    Category.DISASTER: "因灾困难",
    Category.HARDSHIP: "生活困难",
}


class Origin(TextChoices):
    SELF = "self", "本人申请"
    FAMILY = "family", "家属申请"
    BRANCH = "branch", "支部提名"
    OFFICE = "office", "机关摸排"
    REVIEW = "review", "年度复核"


class Cause(TextChoices):
    """Why somebody is in hardship; a status or an age alone is none."""

    ILLNESS = "illness", "因病"
    DISABILITY = "disability", "因残"
    DISASTER = "disaster", "因灾"
    SCHOOLING = "schooling", "因学(子女就学)"
    BEREAVED = "bereaved", "失独"
    ALONE = "alone", "孤老无人照料"
    NO_INCOME = "no_income", "没有固定收入"
    DEPENDANTS = "dependants", "供养人口多"
    HOUSING = "housing", "住房困难"
    ACCIDENT = "accident", "意外事故"
    STANDING = "standing", "按身份或年龄纳入"
    OTHER = "other", "其他"


# What a category mostly comes from; somebody checks it before it is handed in.
USUAL_CAUSE = {
    Category.FORMER_LEADER: Cause.STANDING,
    Category.VETERAN: Cause.STANDING,
    Category.AGED_EMPTY_NEST: Cause.ALONE,
    Category.SEVERE_ILLNESS: Cause.ILLNESS,
    Category.DEPENDANT_IN_HARDSHIP: Cause.NO_INCOME,
    Category.DISASTER: Cause.DISASTER,
}


class RecognitionPaperKind(TextChoices):
    REQUEST = "request", "申请书"
    PROOF = "proof", "证明材料"
    LETTER = "letter", "支部推荐材料"
    OTHER = "other", "其他材料"


ASKED_BY = tuple(choice for choice in Origin.choices if choice[0] != Origin.REVIEW)  # what an application may name


class RecognitionStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "待公示"
    ON_NOTICE = "on_notice", "公示中"
    RECOGNISED = "recognised", "已认定"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已终止"


S = RecognitionStatus
TRANSITIONS = {
    S.DRAFT: {S.SUBMITTED, S.WITHDRAWN, S.ENDED},
    S.RETURNED: {S.SUBMITTED, S.WITHDRAWN, S.ENDED},
    S.SUBMITTED: {S.APPROVED, S.RETURNED, S.REFUSED, S.WITHDRAWN, S.ENDED},
    S.APPROVED: {S.ON_NOTICE, S.WITHDRAWN, S.ENDED},
    S.ON_NOTICE: {S.RECOGNISED, S.APPROVED, S.RETURNED, S.WITHDRAWN, S.ENDED},
    S.RECOGNISED: {S.ENDED},
    S.ENDED: {S.RECOGNISED},  # only when the death that ended it was the wrong person's
}  # a status without a key is final
CLOSED = frozenset({S.REFUSED, S.WITHDRAWN, S.ENDED})
EDITABLE = frozenset({S.DRAFT, S.RETURNED})

TONES = {
    S.DRAFT: "quiet",
    S.SUBMITTED: "wait",
    S.RETURNED: "warn",
    S.APPROVED: "wait",
    S.ON_NOTICE: "wait",
    S.RECOGNISED: "good",
    S.REFUSED: "bad",
    S.WITHDRAWN: "quiet",
    S.ENDED: "quiet",
}


class EndReason(TextChoices):
    DIED = "died", "去世"
    IMPROVED = "improved", "困难已经缓解"
    MOVED = "moved", "转出"
    MISTAKE = "mistake", "认定有误"
    OTHER = "other", "其他"


DEFAULT_ROUTE = (
    PlannedStep(1, StepKind.OPINION, Role.BRANCH_SECRETARY, "党支部意见"),
    PlannedStep(2, StepKind.SIGNATURE, Role.SECTION_HEAD, "负责人审批"),
)
