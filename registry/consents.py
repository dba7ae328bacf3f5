"""Notice and consent: the words in force, who lacks what, and the sheet to sign."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from office import clock
from office.documents import render_pdf
from office.models import Bureau, User
from registry.choices import REQUIRED_SCOPES, ConsentScope
from registry.looks import record_file
from registry.models import Consent, Person, PrivacyText
from registry.workflows.people import check_may_edit

SHIPPED_EDITION = "2026年通用版"
SHIPPED = """为做好离退休人员（含遗属）的走访、帮扶和待遇工作，本单位依照职责登记和使用您的个人信息。
登记的内容：姓名、身份证号、联系方式、住址、家庭成员、住房、收入、健康和护理情况，以及走访、认定、帮扶和支付的记录。
用途限于：结对联系和走访，认定帮扶对象，发放慰问、帮扶和待遇，按规定公示公布，以及上级统计。不作他用，不提供给无关的单位和个人。
健康、收入、银行账户和未成年人的信息属于敏感个人信息，只由承办人员因工作需要查看，加密保存，每次查看完整号码和导出都留有记录。
公示公布只写姓名、党支部、帮扶方式和金额，不写身份证号、电话、住址、病情和收入。
您可以随时向本单位查阅、复制、更正自己的信息，可以撤回同意；撤回不影响撤回以前已经办理的事项和依法必须办理的事项。
资料按档案管理规定保存。"""


@dataclass(frozen=True)
class Words:
    """The notice in force."""

    edition: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.body.splitlines() if line.strip()]


def words_of(bureau: Bureau, on: date | None = None) -> Words:
    """Return the office's own words in force on a day, the shipped ones without any. Queries: one."""
    own = PrivacyText.objects.filter(bureau=bureau, holds_from__lte=on or clock.today()).first()
    return Words(own.edition, own.body) if own else Words(SHIPPED_EDITION, SHIPPED)


def in_force(person: Person) -> QuerySet[Consent]:
    """Return what the person was told and agreed to and did not withdraw."""
    return person.consents.filter(withdrawn_on=None)


def lacking(people: QuerySet[Person], scope: str = "") -> QuerySet[Person]:
    """Return the living who lack a thing, or any of what is wanted of everybody. Rule: R-336."""
    wanted = [scope] if scope else list(REQUIRED_SCOPES)
    standing = Q(consents__withdrawn_on=None, consents__scope__in=wanted)
    return people.annotate(given=Count("consents__scope", filter=standing, distinct=True)).filter(given__lt=len(wanted))


def missing_of(people: list[Person]) -> dict[int, list[str]]:
    """Return person → what is missing, in words. Queries: one."""
    given: dict[int, set[str]] = {}
    for person_id, scope in Consent.objects.filter(person__in=people, withdrawn_on=None).values_list(
        "person_id", "scope"
    ):
        given.setdefault(person_id, set()).add(scope)
    return {
        person.pk: [str(ConsentScope(one).label) for one in REQUIRED_SCOPES if one not in given.get(person.pk, set())]
        for person in people
    }


def sheet_pdf(person: Person, *, by: User) -> bytes:
    """Return the notice with a box to tick for each thing, to be signed. Raises: Refused, Unprintable."""
    check_may_edit(by, person.bureau)
    words = words_of(person.bureau)
    context = {"person": person, "words": words, "scopes": ConsentScope.choices, "issuer": person.bureau.name}
    data = render_pdf("registry/consent_print.html", context, title="个人信息处理告知书和同意书")
    record_file("registry.consent.sheet-made", people=[person.pk], by=by, on=person, summary=words.edition)
    return data
