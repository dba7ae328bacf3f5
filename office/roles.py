"""The roles and what each may do: pure data; docs/access.md shows the matrix."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """A role; the value is the name of its Django group."""

    CASEWORKER = "caseworker", "经办人"
    SECTION_HEAD = "section_head", "负责人"
    BUREAU_LEADER = "bureau_leader", "局领导"
    FINANCE = "finance", "财务"
    HELPER = "helper", "结对党员"
    BRANCH_SECRETARY = "branch_secretary", "支部书记"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


SOLE_ROLES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


class Permission(StrEnum):
    # people
    SEE_PEOPLE = "see_people"  # the list and the pages of the people in scope
    SEE_ILLNESS = "see_illness"  # diagnosis, medication, notes on the state of mind
    SEE_INCOME = "see_income"
    SEE_MINORS = "see_minors"  # the ID number, phone and school of a relative under 18
    SEE_HISTORY = "see_history"
    EDIT_PEOPLE = "edit_people"
    REVERSE_DEATH = "reverse_death"  # one entered for the wrong person
    REVEAL_ID = "reveal_id"
    IMPORT_ROSTER = "import_roster"
    EXPORT_PEOPLE = "export_people"  # masked
    EXPORT_FULL = "export_full"  # with whole ID numbers, audited
    PRINT_DOSSIER = "print_dossier"  # one person's, masked, audited, as far as one may read
    EXTRACT_PERSON = "extract_person"  # everything held about one person, for that person
    SEE_REPORTS = "see_reports"
    # casework
    SEE_CASEWORK = "see_casework"
    EDIT_CASEWORK = "edit_casework"  # pairings proposed, contacts entered, needs kept
    ISSUE_PAIRINGS = "issue_pairings"
    LOG_CONTACTS = "log_contacts"  # one's own, with the people paired with one
    CONFIRM_HOURS = "confirm_hours"  # a volunteer's, as the second person
    INSPECT = "inspect"  # the year's supervision: draw records, say what was found, that it was mended
    SEE_RECOGNITION = "see_recognition"
    EDIT_RECOGNITION = "edit_recognition"
    GIVE_OPINION = "give_opinion"  # the branch's opinion
    SIGN = "sign"  # signature steps, within the band
    CONFIRM_PAPER = "confirm_paper"  # second person on a step registered from paper
    # money
    SEE_MONEY = "see_money"
    EDIT_AID = "edit_aid"  # applications and plans
    CHECK_MONEY = "check_money"  # the finance check of a route
    KEEP_SOURCES = "keep_sources"  # set up sources, receipts
    PAY = "pay"  # from the sources one keeps
    ISSUE_PUBLICITY = "issue_publicity"
    # office
    SEE_SETTINGS = "see_settings"
    EDIT_STAFF = "edit_staff"  # staff members and branches
    EDIT_TEXTS = "edit_texts"  # the register of policy texts
    PROPOSE_POLICY = "propose_policy"  # numbers, standards, routes
    CONFIRM_POLICY = "confirm_policy"
    SEE_AUDIT = "see_audit"
    EDIT_ACCOUNTS = "edit_accounts"
    EDIT_TECHNICAL = "edit_technical"  # holidays, technical settings, backups


P = Permission
_READ_PEOPLE = {P.SEE_PEOPLE, P.SEE_ILLNESS, P.SEE_INCOME, P.SEE_HISTORY, P.SEE_REPORTS, P.PRINT_DOSSIER}
_READ_CASES = {P.SEE_CASEWORK, P.SEE_RECOGNITION, P.SEE_MONEY}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CASEWORKER: frozenset(
        _READ_PEOPLE
        | _READ_CASES
        | {P.EDIT_PEOPLE, P.REVERSE_DEATH, P.SEE_MINORS, P.REVEAL_ID, P.IMPORT_ROSTER, P.EXPORT_PEOPLE, P.EXPORT_FULL}
        | {P.EDIT_CASEWORK, P.EDIT_RECOGNITION, P.EDIT_AID, P.CONFIRM_PAPER, P.SEE_SETTINGS, P.EDIT_STAFF}
        | {P.EDIT_TEXTS, P.EXTRACT_PERSON, P.CONFIRM_HOURS}
    ),
    Role.SECTION_HEAD: frozenset(
        _READ_PEOPLE
        | _READ_CASES
        | {
            P.REVERSE_DEATH,
            P.SEE_MINORS,
            P.REVEAL_ID,
            P.EXPORT_PEOPLE,
            P.EXPORT_FULL,
            P.EXTRACT_PERSON,
            P.ISSUE_PAIRINGS,
            P.CONFIRM_HOURS,
            P.INSPECT,
            P.SIGN,
            P.CONFIRM_PAPER,
        }
        | {P.ISSUE_PUBLICITY, P.SEE_SETTINGS, P.EDIT_TEXTS, P.PROPOSE_POLICY, P.SEE_AUDIT}
    ),
    Role.BUREAU_LEADER: frozenset(
        _READ_PEOPLE | _READ_CASES | {P.SIGN, P.CONFIRM_PAPER, P.SEE_SETTINGS, P.CONFIRM_POLICY, P.SEE_AUDIT, P.INSPECT}
    ),
    Role.FINANCE: frozenset({P.SEE_MONEY, P.CHECK_MONEY, P.KEEP_SOURCES, P.PAY, P.CONFIRM_PAPER}),
    Role.HELPER: frozenset({P.LOG_CONTACTS}),
    Role.BRANCH_SECRETARY: frozenset({P.GIVE_OPINION}),
    Role.AUDITOR: frozenset(
        {P.SEE_PEOPLE, P.SEE_INCOME, P.SEE_HISTORY, P.SEE_REPORTS, P.PRINT_DOSSIER, P.SEE_SETTINGS, P.SEE_AUDIT}
        | _READ_CASES
    ),
    Role.ADMINISTRATOR: frozenset({P.SEE_SETTINGS, P.EDIT_ACCOUNTS, P.EDIT_TECHNICAL}),
}


def roles_named(names: Iterable[str | None]) -> frozenset[Role]:
    """Return the roles that groups of these names stand for."""
    held = set(names)
    return frozenset(role for role in Role if role.value in held)


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything the roles together may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
