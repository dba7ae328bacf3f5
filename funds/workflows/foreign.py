"""Another office's workbook: kept as uploaded, mapped cell by cell once, filled for any year."""

import hashlib

from django.db import transaction

from funds.errors import ContentUnknown, NothingMapped, PlaceRefused, TemplateFaults
from funds.models import ForeignTemplate, TemplateCell
from funds.permissions import check_can_keep_template
from funds.workflows.year_end import content_of
from funds.year_end import LABELS, PERSON_COLUMNS, YearEnd
from office import clock, permissions, store
from office.audit import record_event
from office.models import User
from office.roles import Permission
from office.spreadsheets import filling

ABOUT = {"about.issuer": "填报单位", "about.year": "年度", "about.as_of": "截至日期"}
LISTED = "person."  # what begins so is a column of the list and goes downwards


def contents() -> dict[str, dict[str, str]]:
    """Return everything that may be put into a cell, by group: code → label."""
    return {
        "表头": ABOUT,
        "数字": {f"figure.{code}": label for code, label in LABELS.items()},
        "帮扶对象名单(从这一格往下)": {f"{LISTED}{key}": label for key, label in PERSON_COLUMNS.items()},
    }


def label_of(content: str) -> str:
    return next((lines[content] for lines in contents().values() if content in lines), "")


@transaction.atomic
def upload_template(*, name: str, filename: str, data: bytes, by: User) -> ForeignTemplate:
    """Keep a template. Raises: Refused, FileRefused. Rule: R-310."""
    check_can_keep_template(by, by.bureau_id or 0)
    filling.open_template(filename, data)
    template = ForeignTemplate(
        bureau=by.bureau,
        name=name,
        filename=filename,
        file=data,
        digest=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    store.create(template, by=by)
    record_event("funds.template.uploaded", on=template, by=by, summary=filename, digest=template.digest)
    return template


@transaction.atomic
def replace_file(*, template: ForeignTemplate, filename: str, data: bytes, by: User) -> list[str]:
    """Put this year's edition in place of the file; the mapping stays. Return what of it no longer fits.

    Raises: Refused, FileRefused, ChangedMeanwhile.
    """
    check_can_keep_template(by, template.bureau_id)
    filling.open_template(filename, data)
    template.filename, template.file, template.digest = filename, data, hashlib.sha256(data).hexdigest()
    template.uploaded_by, template.uploaded_at = by, clock.now()
    store.claim(template, by=by, fields=["filename", "file", "digest", "uploaded_by", "uploaded_at"])
    record_event("funds.template.replaced", on=template, by=by, summary=filename, digest=template.digest)
    return faults(template)


@transaction.atomic
def map_cell(*, template: ForeignTemplate, sheet: str, address: str, content: str, by: User) -> TemplateCell:
    """Say what goes into a cell; empty `content` takes it back. Raises: Refused, PlaceRefused, ContentUnknown.

    Rule: R-310.
    """
    check_can_keep_template(by, template.bureau_id)
    try:
        address = filling.clean_address(address)
    except ValueError as error:
        raise PlaceRefused(f"“{address}”不是单元格地址,例:B5。") from error
    if content and not label_of(content):
        raise ContentUnknown
    refused = filling.obstacle(filling.open_template(template.filename, bytes(template.file)), (sheet, address))
    if content and refused:
        raise PlaceRefused(refused)
    cell = TemplateCell.objects.filter(template=template, sheet=sheet, address=address).first()
    cell = cell or TemplateCell(template=template, sheet=sheet, address=address)
    cell.content = content
    store.save(cell, by=by)
    summary = f"{template.name} {sheet} {address}:{label_of(content) or '不填'}"
    record_event("funds.template.mapped", on=template, by=by, summary=summary)
    return cell


@transaction.atomic
def end_template(*, template: ForeignTemplate, by: User) -> None:
    """Take a template out of use. Raises: Refused, ChangedMeanwhile."""
    check_can_keep_template(by, template.bureau_id)
    template.ended_on = clock.today()
    store.claim(template, by=by, fields=["ended_on"], was={"ended_on": None})
    record_event("funds.template.ended", on=template, by=by, summary=template.name)


def faults(template: ForeignTemplate) -> list[str]:
    """Return a sentence for each mapped cell that the file no longer has. Queries: one. Rule: R-311."""
    book = filling.open_template(template.filename, bytes(template.file))
    places = [(cell.sheet, cell.address) for cell in template.cells.exclude(content="")]
    return [told for place in places if (told := filling.obstacle(book, place))]


def fill_template(*, template: ForeignTemplate, year: int, by: User) -> tuple[str, bytes]:
    """Return the name and bytes of the template filled for a year: from the issued form, else as things stand.

    Raises: Refused, NothingMapped, TemplateFaults.
    Rules: R-309, R-311.
    """
    permissions.check(by, Permission.SEE_REPORTS)
    content, issued = content_of(template.bureau, year)
    cells = list(template.cells.exclude(content=""))
    if not cells:
        raise NothingMapped
    book = filling.open_template(template.filename, bytes(template.file))
    if found := [*faults(template), *_too_narrow(book, cells, content)]:
        raise TemplateFaults(found)
    lists = {(c.sheet, c.address): _column(content, c.content) for c in cells if c.content.startswith(LISTED)}
    values = {(c.sheet, c.address): _value(content, c.content) for c in cells if not c.content.startswith(LISTED)}
    data = filling.fill(book, values, lists)
    summary = f"{template.name} {year} 年{'' if issued else '(草稿)'}"
    digest = hashlib.sha256(data).hexdigest()
    record_event("funds.template.filled", on=template, by=by, summary=summary, year=year, digest=digest)
    return f"{template.name}-{year}{'' if issued else '-草稿'}.xlsx", data


def _too_narrow(book: filling.Workbook, cells: list[TemplateCell], content: YearEnd) -> list[str]:
    """Return a sentence for each list that is longer than the room below its first cell."""
    found = []
    for cell in cells:
        place = (cell.sheet, cell.address)
        if not cell.content.startswith(LISTED) or filling.obstacle(book, place):
            continue
        if (room := filling.room(book, place)) < len(content.people):
            short = f"往下只有 {room} 行空格,名单有 {len(content.people)} 人,请在模板里加行。"
            found.append(f"“{cell.sheet}”的 {cell.address} {short}")
    return found


def _value(content: YearEnd, code: str) -> filling.Value:
    about: dict[str, filling.Value] = {"about.issuer": content.issuer, "about.year": content.year}
    about["about.as_of"] = content.as_of
    return about[code] if code in about else content.figures.get(code.removeprefix("figure."))


def _column(content: YearEnd, code: str) -> list[filling.Value]:
    return [getattr(row, code.removeprefix(LISTED)) for row in content.people]
