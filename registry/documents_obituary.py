"""The obituary (讣告) with an outline of the life (生平): what is known is printed, the rest are lines to write on."""

from django.db import transaction

from office import audit
from office.documents import render_pdf
from office.formats import day_cn
from office.identifiers.dates import completed_years
from office.models import User
from registry.choices import PersonKind
from registry.models import Person

LINE = "＿＿＿＿＿＿"
WRITING_LINES = range(9)


def obituary_pdf(*, person: Person, by: User) -> bytes:
    """Return the sheet and note in the audit trail that it was made. No illness, number or address stands on it."""
    context = {
        "person": person,
        "line": LINE,
        "opening": _opening(person),
        "life": _life(person),
        "issuer": person.bureau.name,
        "phone": person.bureau.phone or LINE,
        "attachment_names": ["生平"],
        "writing_lines": WRITING_LINES,
    }
    data = render_pdf("registry/obituary_print.html", context, title="讣告")
    with transaction.atomic():
        audit.record_event("registry.obituary.made", on=person, by=by)
    return data


def _opening(person: Person) -> str:
    """Return the sentence that says who died and when; a cause is for the family to give."""
    born, died = person.birth_date, person.died_on
    years = completed_years(born, died) if born and died else LINE
    rank = "" if person.kind == PersonKind.SURVIVOR else f"{person.get_kind_display()}干部"
    return (
        f"{person.bureau.name}{rank}{person.name}同志，因{LINE}，于{day_cn(died)}{LINE}时在{LINE}逝世，享年{years}岁。"
    )


def _life(person: Person) -> list[str]:
    """Return the outline of the life in its order, a sentence each."""
    sex = person.get_sex_display() or LINE
    born = day_cn(person.birth_date, person.birth_precision) if person.birth_date else LINE
    lines = [f"{person.name}同志，{sex}，{LINE}族，{LINE}人，{born}出生。"]
    steps = [
        ("worked_from", "参加{}工作。", "革命" if person.kind == PersonKind.HONOURED else ""),
        ("party_joined_on", "加入中国共产党{}。", ""),
        ("retired_on", "{}。", person.get_kind_display()),
    ]
    dated = [(getattr(person, name), name, words.format(word)) for name, words, word in steps if getattr(person, name)]
    lines += [f"{day_cn(on, getattr(person, f'{name}_precision'))}{words}" for on, name, words in sorted(dated)]
    return [*lines, f"历任{LINE}{LINE}{LINE}。"]
