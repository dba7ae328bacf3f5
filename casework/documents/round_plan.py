"""The round plan on paper: a page for each contact person, with empty columns to write in by hand."""

from collections.abc import Sequence
from datetime import date

from casework.errors.contacts import NothingToPrint
from casework.round_plan import helpers_of, pairings_of, plans_of
from office import clock
from office.documents import render_pdf
from office.models import StaffMember, User
from registry import looks

MAX_PEOPLE = 300


def round_plan_pdf(*, first: date, helpers: Sequence[StaffMember], by: User) -> bytes:
    """Return the plans of a month, of all contact persons when none is named, and record whom they hold.

    Why somebody is due is said as a helper may read it: the paper goes out of the house.
    Raises: NothingToPrint when there is nobody, or more than one print run should hold.
    Rule: R-546.
    """
    pairings = pairings_of(by, first)
    if helpers:
        pairings = pairings.filter(helper__in=helpers)
    held = set(pairings.values_list("person_id", flat=True)[: MAX_PEOPLE + 1])
    if not held:
        raise NothingToPrint("这个月没有到期要走访的人,不用打印。")
    if len(held) > MAX_PEOPLE:
        raise NothingToPrint(f"一次最多打印 {MAX_PEOPLE} 人的走访计划。请按联系人分几次打印。")
    title = f"{first.year}年{first.month}月走访计划"
    plans = plans_of(list(helpers_of(pairings)), pairings, first)
    context = {"bureau": by.bureau, "plans": plans, "printed_on": clock.today()}
    data = render_pdf(
        "casework/round_plan_print.html", context, title=title, orientation="landscape", styles=["round_plan.css"]
    )
    looks.record_file("casework.round_plan.made", people=held, by=by, summary=title, helpers=len(plans))
    return data
