"""Every number on boards, calendar and progress is as long as the list it opens, for whoever reads the page."""

import pytest
from django.urls import reverse

from casework.models import Duty, LeaderPlan, MonthEnd, ReviewCampaign
from office.models import Bureau
from tests.access.counting import lengths_of, numbers_on
from tests.access.world import World

OF_A_KIND = 2  # pages of one kind of thing, such as two of the yearly lists
# Who reads which page with numbers; a page of a year names it,
# a page of one thing names the model whose newest things of the bureau are read.
PAGES = [
    ("home", None, "CHLFPSAX"),
    ("casework:home", None, "C"),
    ("casework:pairing-board", None, "C"),
    ("casework:schedule-warnings", None, "C"),
    ("casework:schedule-calendar", None, "CP"),
    ("casework:month-end", MonthEnd, "C"),
    ("casework:leader-plan-list", None, "C"),
    ("casework:leader-plan", LeaderPlan, "C"),
    ("casework:duty-list", None, "C"),
    ("casework:duty-page", Duty, "C"),
    ("casework:review-page", ReviewCampaign, "C"),
    ("casework:supervision-page", 2026, "HA"),
    ("casework:supervision-own", None, "P"),
    ("casework:time-bank", None, "C"),
    ("registry:situation", None, "C"),
    ("registry:suggestion-list", None, "C"),
    ("funds:home", None, "CF"),
]


def addresses(name: str, model: type | int | None, bureau: Bureau) -> list[str]:
    if isinstance(model, int):
        return [reverse(name, args=[model])]
    if model is None:
        return [reverse(name)]
    things = model.objects.filter(bureau=bureau).order_by("-pk")[:OF_A_KIND]
    return [reverse(name, args=[thing.public_id]) for thing in things]


@pytest.mark.parametrize("name, model, letters", PAGES, ids=[page[0] for page in PAGES])
def test_each_number_is_as_long_as_the_list_it_opens(world: World, db, name, model, letters):
    """Numbers that lead to the same list are followed once; none of a page stands unfollowed."""
    met = 0
    for letter in letters:
        client, known = world.client(letter), {}
        for page in addresses(name, model, world.bureau):
            for number in numbers_on(client, page):
                if number.url not in known:
                    known[number.url] = lengths_of(client, number.url)
                assert known[number.url] == {number.count}, (letter, page, number, known[number.url])
                met += 1
    assert met, name
