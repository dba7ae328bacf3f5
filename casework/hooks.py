"""What casework fills into the registry's hooks."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from casework.choices.needs import NeedEnd
from casework.choices.pairing import EndReason, PairingKind
from casework.endings import died
from casework.life_hooks import unanswered
from casework.models import Contact, ContactDue, ContactState, Need, Pairing
from casework.querysets import people
from casework.querysets.schedule import standing
from casework.schedule.numbers import CODES, SHIPPED
from casework.schedule.windows import days_overdue
from casework.schedule.words import due_words
from casework.workflows.emergencies import end_emergencies_of
from casework.workflows.needs import end_needs_of
from casework.workflows.pairing import end_pairings_of
from casework.workflows.reports import settle_death_reports
from casework.workflows.schedule import close_month, refresh_bureau, refresh_changed, refresh_everybody
from casework.workflows.services import end_services_of
from office import clock, daily, formats, policy
from office import hooks as office_hooks
from office.display import Fact
from office.models import Bureau, User
from office.roles import Permission
from registry import hooks
from registry.merged import records_of
from registry.models import Person

CONTACTS_SHOWN = 10


def stop_on_death(person: Person, died_on: date, by: User) -> list[hooks.Finding]:
    """End the pairings, settle the helpers' reports, and name what is left to do."""
    ended = end_pairings_of(person=person, on=died_on, reason=EndReason.DIED, by=by)
    settle_death_reports(person=person, by=by)
    findings = [
        hooks.Finding(
            f"{row.get_kind_display()} {row.helper.name} 的结对已随去世结束,可改为联系其遗属。",
            reverse("casework:pairing-list"),
            helper=row.helper if row.kind == PairingKind.CONTACT else None,
        )
        for row in ended
    ]
    if needs := end_needs_of(person=person, why=NeedEnd.DIED, sentence=died(died_on), by=by):
        text = f"{len(needs)} 项没有办结的诉求已随去世终止;家属仍有困难的,请登记在遗属名下。"
        findings.append(hooks.Finding(text, reverse("casework:need-list") + "?show=all"))
    end_emergencies_of(person=person, sentence=died(died_on), by=by)
    for service in end_services_of(person=person, sentence=died(died_on), by=by):
        text = f"{service.get_kind_display()}({service.provider})已随去世结束,请通知对方;扶助协议请登记遗产处理。"
        findings.append(hooks.Finding(text, reverse("casework:service-detail", args=[service.public_id])))
    return [*findings, *unanswered(person)]


def panels(user: User, person: Person) -> list[hooks.Panel]:
    """Return the panels of pairings, contacts and needs for those who may read casework. Queries: five."""
    if not user.may(Permission.SEE_CASEWORK):
        return []
    state = getattr(person, "contact_state", None)
    today = clock.today()
    pairings = list(Pairing.objects.for_list().filter(person__in=records_of([person.pk])))
    needs = list(Need.objects.for_list().filter(person__in=records_of([person.pk])))
    shared = {
        "person": person,
        "may_edit": user.may(Permission.EDIT_CASEWORK) and user.bureau_id == person.bureau_id,
        "notes": user.may(Permission.SEE_ILLNESS),
        "pairings": pairings,
        "contacts": list(Contact.objects.of_person(person).with_helpers().newest()[:CONTACTS_SHOWN]),
        "needs": needs,
        "state": state,
        "dues": list(ContactDue.objects.filter(person=person).order_by("due_on", "kind")),
    }
    helpers = [row.helper.name for row in pairings if row.kind == PairingKind.CONTACT and row.is_active_on(today)]
    due = _due_note(state, today, illness=user.may(Permission.SEE_ILLNESS))
    waiting = sum(need.is_open for need in needs)
    key_facts = [] if person.died_on else [Fact("联系人", helpers, due)]
    key_facts.append(Fact("最近联系", formats.day(state.last_contact_on if state else None, formats.NONE)))
    key_facts.append(Fact("未办结诉求", f"{waiting} 项" if waiting else formats.NONE))
    return [
        hooks.Panel("care", "结对", "casework/_person_pairings.html", shared, key_facts),
        hooks.Panel("care", "走访联系", "casework/_person_contacts.html", shared),
        hooks.Panel("care", "诉求", "casework/_person_needs.html", shared),
    ]


def hospital_panel(user: User, person: Person) -> list[hooks.Panel]:
    """Return where the page fetches what goes on in hospital and in emergencies, for who may see an illness."""
    if person.died_on or not (user.may(Permission.SEE_CASEWORK) and user.may(Permission.SEE_ILLNESS)):
        return []
    return [hooks.Panel("care", "住院和特情", "casework/_hospital_panel.html", {"person": person})]


def _due_note(state: ContactState | None, today: date, *, illness: bool) -> str:
    """Return the words behind the contact person's name: by when to be in touch and why, and how late that is."""
    if state is None or state.next_due_on is None:
        return ""
    late = days_overdue(state.next_due_on, today)
    words = due_words(state.next_due_on, state.next_kind, state.next_cause, illness=illness)
    return f"逾期 {late} 天,应在 {words}" if late else words


def actions(user: User, person: Person) -> Sequence[tuple[str, str]]:
    """Return what the person's page offers to do next."""
    if not user.may(Permission.EDIT_CASEWORK) or user.bureau_id != person.bureau_id or person.died_on:
        return []
    query = f"?person={person.public_id}"
    return [
        ("登记走访", reverse("casework:contact-record") + query),
        ("登记结对", reverse("casework:pairing-propose") + query),
        ("登记诉求", reverse("casework:need-raise") + query),
        ("个人方案和服务安排", reverse("casework:plan-page", args=[person.public_id])),
        ("来电登记住院、特情", reverse("casework:call-record") + query),
    ]


def own_page(user: User, person: Person) -> str:
    """Return the helper's own page of somebody paired with them today. Queries: one."""
    own = user.may(Permission.LOG_CONTACTS) and Person.objects.filter(people.own_people(user), pk=person.pk).exists()
    return reverse("casework:helper-person", args=[person.public_id]) if own else ""


def may_see(user: User) -> bool:
    return user.may(Permission.SEE_CASEWORK)


def care_condition(user: User, value: str) -> Q:
    """Return the condition of the list filter 联系情况."""
    today = clock.today()
    living = Q(died_on=None) & (Q(transferred_out_on=None) | Q(transferred_out_on__gt=today))
    conditions = {"no_helper": people.without_helper(today), "overdue": standing("overdue", today)}
    return living & conditions[value] if value in conditions else Q()


def reschedule(code: str, bureau: Bureau | None) -> None:
    """Work out every due date of the bureau anew when a number of the schedule changes."""
    if code in CODES:
        refresh_bureau(bureau) if bureau else refresh_everybody()


def fill() -> None:
    """Fill the registry's hooks; called once from `ready()`."""
    hooks.PEOPLE_SCOPE.append(people.own_people)
    hooks.ON_DEATH.append(stop_on_death)
    hooks.ON_CHANGE.append(refresh_changed)
    policy.SHIPPED.update(SHIPPED)
    office_hooks.DOORS.append(
        office_hooks.Door(
            "联系规则", "多久联系一次、节日提前几天。", "casework:schedule-rules", Permission.SEE_CASEWORK
        )
    )
    policy.ON_BEGIN.append(reschedule)
    hooks.PERSON_PANELS.append(hospital_panel)
    daily.WORK.extend([close_month, refresh_everybody])
    hooks.PERSON_PANELS.append(panels)
    hooks.FOLLOWED.append(("casework.ContactPerson", "contact"))
    hooks.FOLLOWED.append(("casework.Pairing", "handover"))
    hooks.WORKED_OUT |= {"casework.ContactDue", "casework.ContactState"}
    hooks.FOLLOWED.append(("casework.ContactPerson", "contact__photos"))
    hooks.HELD_BACK["casework.InspectedRecord"] = "督查检查的是经办人和联系人的工作,不是本人的情况。"
    hooks.HELD_BACK["casework.Objection"] = "公示期间的异议涉及反映人,依规定保密。"
    hooks.PERSON_RELATED.append("contact_state")
    hooks.PERSON_ACTIONS.append(actions)
    hooks.PERSON_LINKS.append(own_page)
    hooks.LIST_COLUMNS.extend(
        [
            hooks.ListColumn(
                "helper_name",
                "联系人",
                lambda user: {"helper_name": people.helper_name(clock.today())},
                cells=lambda user, ids: people.helper_names(ids, clock.today()),
            ),
            hooks.ListColumn(
                "last_contact_on",
                "最近联系",
                lambda user: {"last_contact_on": people.state_column("last_contact_on")},
                sort="last_contact_on",
            ),
            hooks.ListColumn(
                "next_due_on",
                "下次联系",
                lambda user: {"next_due_on": people.state_column("next_due_on")},
                sort="next_due_on",
            ),
        ]
    )
    hooks.LIST_FILTERS.append(
        hooks.ListFilter(
            "care",
            "联系情况",
            lambda user: [("no_helper", "没有联系人"), ("overdue", "逾期未联系")],
            care_condition,
            may_see,
        )
    )
