"""Kinds of service arrangements and what is asked of each: one table, which forms, checks and pages read."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class ServiceKind(TextChoices):
    INSTITUTION = "institution", "机构养老"
    COMMUNITY = "community", "社区养老服务"
    HOUSEKEEPING = "housekeeping", "家政陪护"
    KIN = "kin", "亲属扶助协议"
    CHILD = "child", "子女就业扶持"
    GRANDCHILD = "grandchild", "孙辈就学扶持"
    TRAINING = "training", "培训档案"
    INSURANCE = "insurance", "商业保险"
    STUDY = "study", "送学上门"


class Sort(StrEnum):
    """How a field is asked for and kept."""

    TEXT = "text"
    ONE = "one"  # of its choices
    SEVERAL = "several"
    YUAN = "yuan"
    DATE = "date"


@dataclass(frozen=True)
class Field:
    """One field of a kind. What is `of_child` is shown only to who works with minors' data."""

    name: str
    label: str
    sort: Sort = Sort.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    of_child: bool = False


@dataclass(frozen=True)
class Spec:
    """What a kind asks: what its provider is called, and its own fields."""

    provider: str
    fields: tuple[Field, ...]
    law: str = ""  # what the clerk should know before entering it


PAYERS = ("本人", "子女", "本单位", "共同负担")
YES_NO = ("是", "否")
K, F, S = ServiceKind, Field, Sort
SPECS: dict[ServiceKind, Spec] = {
    K.INSTITUTION: Spec(
        "养老机构",
        (
            F("facility", "机构类别", S.ONE, ("老年公寓", "敬老院", "护理院", "其他"), required=True),
            F("stay", "托养方式", S.ONE, ("长托", "短托", "日托"), required=True),
            F("services", "服务内容", S.SEVERAL, ("生活照料", "医疗护理", "康复保健")),
            F("own_wish", "本人愿意过集体生活", S.ONE, YES_NO, required=True),
            F("cost", "每月费用", S.YUAN),
            F("share", "单位承担", S.YUAN),
        ),
    ),
    K.COMMUNITY: Spec(
        "社区或服务站",
        (F("services", "服务内容", S.SEVERAL, ("助餐", "上门看病", "重活代干", "代购"), required=True),),
    ),
    K.HOUSEKEEPING: Spec(
        "家政公司或钟点工",
        (
            F("by", "谁来做", S.ONE, ("家政公司", "钟点工"), required=True),
            F("slots", "上门时间", required=True),
            F("cost", "每月费用", S.YUAN),
            F("payer", "谁付钱", S.ONE, PAYERS, required=True),
        ),
    ),
    K.KIN: Spec(
        "扶助人",
        (
            F("relation", "与本人关系", required=True),
            F("mediator", "主持签订的组织", required=True),
            F("state", "进展", S.ONE, ("商议中", "已签订", "已公证"), required=True),
            F("signed_on", "签订日期", S.DATE),
            F("notary", "公证处"),
            F("certificate", "公证书编号"),
        ),
        "法定继承人之间的是扶助协议;与继承人以外的人签的是遗赠扶养协议(民法典第1158条)。这里只作登记,不作法律认定。",
    ),
    K.CHILD: Spec(
        "办理部门",
        (
            F("who", "子女姓名", required=True),
            F("benefit", "扶持方式", S.SEVERAL, ("优先安排就业培训", "优先推荐上岗", "优先扶持创业"), required=True),
            F("able", "有就业意向和就业能力", S.ONE, YES_NO, required=True),
            F("result", "结果"),
        ),
    ),
    K.GRANDCHILD: Spec(
        "办理部门",
        (
            F("who", "孙辈姓名", required=True, of_child=True),
            F("school", "学校", of_child=True),
            F("benefit", "扶持方式", S.SEVERAL, ("免费入学", "助学贷款", "民政救助", "结对帮扶"), required=True),
        ),
        "不满 14 周岁的,先取得父母同意,在本人的“告知和同意”里登记。",
    ),
    K.TRAINING: Spec(
        "培训单位",
        (
            F("who", "参加人", required=True),
            F("skill", "培训内容", required=True),
            F("result", "培训结果", S.ONE, ("在学", "合格", "未完成")),
            F("job", "就业去向"),
        ),
        "培训不收费。",
    ),
    K.INSURANCE: Spec(
        "保险公司",
        (
            F("product", "险种", required=True),
            F("policy", "保单号"),
            F("premium", "每年保费", S.YUAN),
            F("payer", "谁缴费", S.ONE, PAYERS, required=True),
            F("claims", "理赔情况"),
        ),
    ),
    K.STUDY: Spec(
        "送学人",
        (
            F("rhythm", "多久一次", required=True),
            F("material", "学习材料"),
        ),
    ),
}
