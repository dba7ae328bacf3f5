"""What the person's page, the person list, a death and "my work" show of money."""

import re
from datetime import date

import pytest
from django.urls import reverse

from funds.todo import waiting
from funds.workflows import reversals
from office import clock, todo
from registry import hooks
from tests.funds.conftest import fresh
from tests.funds.test_separation import paper, register

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
    events = [event for hook in hooks.TIMELINE for event in hook(cast.caseworker, person) if event.kind == "资金"]
    assert [event.text.split()[0] for event in events] == ["冲销", "支付"]
    assert not [event for hook in hooks.TIMELINE for event in hook(cast.helper, person) if event.kind == "资金"]


def test_a_recorded_death_stops_what_is_not_paid(cast, source, recognised, walk):
    person = recognised()
    application = walk.approved(source, person, "1234.00")
    findings = [finding for hook in hooks.ON_DEATH for finding in hook(person, clock.today(), cast.caseworker)]
    assert any("1,234.00 元尚未支付,已停止发放" in finding.text for finding in findings)
    assert fresh(application).status == "closed"
    assert fresh(source).reserved == 0


def test_a_payment_made_after_the_death_is_found(cast, source, recognised, walk):
    person = recognised()
    walk.paid(source, person, "1234.00")
    findings = [finding for hook in hooks.ON_DEATH for finding in hook(person, date(2026, 3, 1), cast.caseworker)]
    assert any("在去世之后支付" in finding.text for finding in findings)


def test_work_waits_for_whom_it_waits(cast, source, recognised, walk):
    submitted = walk.submitted(source, recognised("甲"))
    assert counts(cast.finance) == {"待复核的帮扶申请": 1}
    assert counts(cast.section_head) == {}
    walk.act(submitted, cast.finance)
    assert counts(cast.section_head) == {"待审批的帮扶申请": 1}
    assert counts(cast.bureau_leader) == {}
    register(submitted, paper(cast.section_head.staff_member), cast.caseworker)
    assert counts(cast.section_head) == {"待核对的纸质签批": 1}
    assert counts(cast.caseworker) == {}
    assert counts(cast.second_caseworker) == {"待核对的纸质签批": 1}


def test_payments_and_reversals_wait_for_their_people(cast, source, recognised, walk):
    walk.approved(source, recognised("甲"))
    payment = walk.paid(source, recognised("乙"))
    reversals.ask_reversal(entry=payment.entries.get(), reason="付错", by=cast.finance)
    assert counts(cast.finance) == {"待支付的帮扶": 1}
    assert counts(cast.bureau_leader) == {"待复核的冲销": 1}
    for role in ("helper", "auditor", "administrator"):
        assert counts(getattr(cast, role)) == {}


@pytest.mark.parametrize("role", ["caseworker", "section_head", "finance"])
def test_every_line_opens_the_list_of_exactly_those(role, cast, sign_in, source, recognised, walk):
    for name in "甲乙":
        walk.act(walk.submitted(source, recognised(name)), cast.finance, "return", "补材料")
        walk.act(walk.submitted(source, recognised(name)), cast.finance)
        walk.submitted(source, recognised(name))
        walk.approved(source, recognised(name))
    user = getattr(cast, role)
    lines = [item for item in todo.read(user, list(waiting(user))) if item.count and item.kind != todo.KNOWN]
    assert lines
    client = sign_in(user)
    for line in lines:
        shown = re.search(r"(\d+) [份笔]", text(client.get(line.url)))
        assert int(shown[1]) == line.count, line.label
