"""Declared kinship between staff members and persons; R-73, R-112 and R-142 hang on it."""

from django.db import IntegrityError, transaction

from office import audit, clock, store
from office.models import StaffMember, User
from registry.errors import AlreadyDeclared, StaffOfAnotherBureau
from registry.models import Person, RelativeDeclaration
from registry.workflows.people import check_may_edit


@transaction.atomic
def declare_relative(*, person: Person, staff_member: StaffMember, relation: str, by: User) -> RelativeDeclaration:
    """Enter that a staff member is a relative: from now on they sign and pay nothing for the person, nor are paired.

    Raises: Refused, StaffOfAnotherBureau, AlreadyDeclared. Rule: R-128.
    """
    check_may_edit(by, person.bureau)
    if staff_member.bureau_id != person.bureau_id:
        raise StaffOfAnotherBureau(staff_member)
    declaration = RelativeDeclaration(
        person=person, staff_member=staff_member, relation=relation.strip(), declared_on=clock.today()
    )
    try:
        with transaction.atomic():
            store.create(declaration, by=by)
    except IntegrityError as error:  # entered before, or by somebody else at this moment
        raise AlreadyDeclared(staff_member, person) from error
    summary = f"{staff_member.name} 是 {person.name} 的{declaration.relation}"
    audit.record_event("registry.relative.declared", on=person, by=by, summary=summary)
    return declaration


@transaction.atomic
def end_declaration(*, declaration: RelativeDeclaration, by: User) -> RelativeDeclaration:
    """End a declaration that was mistaken or no longer holds; it stays on record. Raises: Refused. Rule: R-128."""
    check_may_edit(by, declaration.person.bureau)
    if declaration.ended_on is None:
        declaration.ended_on = clock.today()
        store.claim(declaration, by=by, fields=["ended_on"], was={"ended_on": None})
        summary = f"{declaration.staff_member.name} 的亲属申报撤销"
        audit.record_event("registry.relative.ended", on=declaration.person, by=by, summary=summary)
    return declaration
