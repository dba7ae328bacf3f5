"""What the person's page, the person list, a death and "my work" show of money."""

import re

from django.urls import reverse

from funds.todo import waiting
from funds.workflows import reversals
from office import clock, todo
from registry import hooks, timeline
from registry.timeline import Asked
from tests.funds.conftest import fresh

YEAR = 2026


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def counts(user) -> dict[str, int]:
    return {
        item.label: item.count
        for item in todo.read(user, list(waiting(user)))
        if item.count and item.kind != todo.KNOWN
    }


def test_the_persons_page_shows_the_aid_of_the_year(cast, sign_in, source, recognised, walk):
    person = recognised("王秀英")
    walk.paid(source, person, "1234.00")
    reversed_one = walk.paid(source, person, "1000.00")
    reversal = reversals.ask_reversal(entry=reversed_one.entries.get(), reason="付错", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(reversal), by=cast.section_head)
    client = sign_in(cast.caseworker)
    shown = text(client.get(person.get_absolute_url()))
    assert "2026年已支付 1,234.00 元" in shown
    assert (
        f"{reverse('funds:aid-new')}?person={person.public_id}"
        in client.get(person.get_absolute_url()).content.decode()
    )


def test_the_person_list_has_a_column_and_a_filter_of_aid(cast, sign_in, source, recognised, walk):
    walk.paid(source, recognised("甲有钱"), "1234.00")
    recognised("乙没有")
    client = sign_in(cast.caseworker)
    shown = text(client.get("/people/", {"sort": "-aid_paid"}))
    assert "1,234.00" in shown and shown.index("甲有钱") < shown.index("乙没有")
    assert "乙没有" not in text(client.get("/people/", {"aid": "yes"}))
    assert "甲有钱" not in text(client.get("/people/", {"aid": "no"}))


def test_the_timeline_names_payments_and_reversals(cast, source, recognised, walk):
    person = recognised()
    payment = walk.paid(source, person, "1234.00")
    reversal = reversals.ask_reversal(entry=payment.entries.get(), reason="付错", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(reversal), by=cast.section_head)
    paid = Asked("payments")
    assert [event.kind for event in timeline.read(cast.caseworker, person, paid).events] == ["冲销", "支付"]
    assert timeline.read(cast.helper, person, paid).events == []
    aid = [(event.kind, event.text) for event in timeline.read(cast.caseworker, person, Asked("aid")).events]
    assert [kind for kind, _ in aid] == ["批准帮扶", "申请帮扶"] and all("1,234.00 元" in text for _, text in aid)


def test_a_recorded_death_stops_what_is_not_paid(cast, source, recognised, walk):
    person = recognised()
    application = walk.approved(source, person, "1234.00")
    findings = [finding for hook in hooks.ON_DEATH for finding in hook(person, clock.today(), cast.caseworker)]
    assert any("1,234.00 元尚未支付,已停止发放" in finding.text for finding in findings)
    assert fresh(application).status == "closed"
    assert fresh(source).reserved == 0
