"""What is to be done after a death, and by when: the list an office works through."""

from datetime import date, timedelta

from django.db.models import TextChoices

from registry.choices import PersonKind

FUNERAL_DAYS = 30  # a death heard of later has had its funeral


class DeathStep(TextChoices):
    FAMILY_VISIT = "family_visit", "上门慰问家属"
    OBITUARY = "obituary", "印发讣告、整理生平"
    DUTY = "duty", "排定治丧值班"
    WREATH = "wreath", "敬送花圈挽联"
    ACCOMPANY = "accompany", "联系人陪伴家属至丧事办结"
    STOP_PAY = "stop_pay", "停发退休费"
    STOP_ALLOWANCE = "stop_allowance", "停发遗属补助"
    CERTIFICATES = "certificates", "收取死亡证明、户口注销证明"
    FUNERAL_MONEY = "funeral_money", "申领丧葬费和一次性抚恤金"
    PARTY_PAPERS = "party_papers", "办理党员组织关系材料"
    SURVIVOR_ALLOWANCE = "survivor_allowance", "核定遗属生活困难补助"
    SURVIVOR_CARE = "survivor_care", "落实遗属的联系人"


class Outcome(TextChoices):
    OPEN = "", "未办"
    DONE = "done", "已办"
    NOT_NEEDED = "not_needed", "不需要办"


DUE_DAYS = {  # after the day on which the office heard of it
    DeathStep.FAMILY_VISIT: 1,
    DeathStep.OBITUARY: 1,
    DeathStep.DUTY: 1,
    DeathStep.WREATH: 2,
    DeathStep.ACCOMPANY: 7,
    DeathStep.STOP_PAY: 10,
    DeathStep.STOP_ALLOWANCE: 10,
    DeathStep.CERTIFICATES: 30,
    DeathStep.FUNERAL_MONEY: 30,
    DeathStep.PARTY_PAPERS: 30,
    DeathStep.SURVIVOR_ALLOWANCE: 60,
    DeathStep.SURVIVOR_CARE: 30,
}
OF_FUNERAL = {DeathStep.OBITUARY, DeathStep.DUTY, DeathStep.WREATH, DeathStep.ACCOMPANY}
OF_RETIREE = {
    DeathStep.STOP_PAY,
    DeathStep.FUNERAL_MONEY,
    DeathStep.SURVIVOR_ALLOWANCE,
    DeathStep.SURVIVOR_CARE,
    DeathStep.OBITUARY,
    DeathStep.DUTY,
}
OF_SURVIVOR = {DeathStep.STOP_ALLOWANCE}
BY_HELPER = {DeathStep.FAMILY_VISIT, DeathStep.ACCOMPANY}


def steps_for(*, kind: str, is_party_member: bool, died_on: date, heard_on: date) -> dict[DeathStep, date]:
    """Return step → the day by which it is due, in the order in which they fall due. Rule: R-251."""
    left_out = OF_SURVIVOR if kind != PersonKind.SURVIVOR else set(OF_RETIREE)
    if not is_party_member:
        left_out = left_out | {DeathStep.PARTY_PAPERS}
    if heard_on - died_on > timedelta(days=FUNERAL_DAYS):
        left_out = left_out | OF_FUNERAL
    return {step: heard_on + timedelta(days=days) for step, days in DUE_DAYS.items() if step not in left_out}
