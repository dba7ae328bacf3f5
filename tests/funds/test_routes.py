"""Routes of an office's own: proposed by the head, confirmed by the leader, in force from their day."""

from datetime import date

import pytest
from django.urls import reverse

from funds.choices import AidKind
from funds.models import FundRoute
from office import clock
from office.models import AuditEvent
from office.roles import Role
from tests.own_routes import put_in_force

pytestmark = pytest.mark.django_db
PROPOSE = "funds:route-propose"


def rows(*steps):
    """Return the posted rows of steps: (sort, above, up_to)."""
    data = {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    for number, (sort, *band) in enumerate(steps):
        above, up_to = band or ("", "")
        data |= {f"steps-{number}-sort": sort, f"steps-{number}-title": ""}
        data |= {f"steps-{number}-above": above, f"steps-{number}-up_to": up_to}
    return data


def values(*steps, **more):
    usual = {"source_kind": "budget", "aid_kind": "", "holds_from": "2026-03-10", "document": "局党委会3号"}
    return usual | rows(*steps) | more


def propose(sign_in, cast, *steps, **more):
    return sign_in(cast.section_head).post(reverse(PROPOSE), values(*steps, **more))


def decide(sign_in, by, route, decision="confirm", **more):
    url = reverse("funds:route-decide", args=[route.public_id])
    return sign_in(by).post(url, {"decision": decision} | more)


def path(application):
    return [(step.kind, step.role) for step in application.steps.order_by("order")]


BOTH_CHECKED = [("check",), ("leader",)]


def test_a_route_holds_once_a_leader_has_confirmed_it(sign_in, cast, source, recognised, walk):
    assert propose(sign_in, cast, *BOTH_CHECKED).status_code == 303
    route = FundRoute.objects.get()
    shipped = [("check", "finance"), ("signature", "section_head")]
    assert path(walk.submitted(source, recognised("甲"))) == shipped
    assert decide(sign_in, cast.section_head, route).status_code == 403
    assert decide(sign_in, cast.bureau_leader, route).status_code == 303
    assert path(walk.submitted(source, recognised("乙"))) == [("check", "finance"), ("signature", "bureau_leader")]
    acts = AuditEvent.objects.filter(action__startswith="funds.route.").order_by("pk")
    assert [event.action for event in acts] == ["funds.route.proposed", "funds.route.confirmed"]


def test_what_runs_keeps_the_route_it_was_submitted_with(bureau, cast, source, recognised, walk):
    running = walk.submitted(source, recognised())
    put_in_force(FundRoute, bureau, ("signature", Role.BUREAU_LEADER, "局领导审批"), source_kind="budget")
    assert walk.act(walk.act(running, cast.finance), cast.section_head).status == "approved"


def test_a_route_begins_on_its_day(sign_in, cast, source, recognised, walk):
    propose(sign_in, cast, ("leader",), holds_from="2026-04-01")
    decide(sign_in, cast.bureau_leader, FundRoute.objects.get())
    assert len(path(walk.submitted(source, recognised("甲")))) == 2
    with clock.at(date(2026, 4, 1)):
        assert path(walk.submitted(source, recognised("乙"))) == [("signature", "bureau_leader")]


def test_who_proposed_confirms_nothing_even_as_a_leader(sign_in, cast, make_user):
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER, username="both")
    sign_in(both).post(reverse(PROPOSE), values(*BOTH_CHECKED))
    assert decide(sign_in, both, FundRoute.objects.get()).status_code == 403
    assert FundRoute.objects.get().confirmed_at is None


def test_a_refused_route_says_why_and_never_holds(sign_in, cast, source, recognised, walk):
    propose(sign_in, cast, ("leader",))
    route = FundRoute.objects.get()
    assert "请写明不同意的原因" in decide_followed(sign_in, cast, route)
    decide(sign_in, cast.bureau_leader, route, "refuse", reason="金额小的由负责人批")
    assert "金额小的由负责人批" in sign_in(cast.section_head).get(reverse("funds:route-list")).content.decode()
    assert "已经处理过了" in decide_followed(sign_in, cast, route)
    assert len(path(walk.submitted(source, recognised()))) == 2


def decide_followed(sign_in, cast, route):
    url = reverse("funds:route-decide", args=[route.public_id])
    return sign_in(cast.bureau_leader).post(url, {"decision": "refuse"}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("steps", "more", "sentence"),
    [
        ([("check",)], {}, "没有人签批"),
        ([], {}, "没有人签批"),
        ([("head", "", "1000")], {}, "金额为 1,000.01 元的申请没有人签批"),
        ([("head", "500", "1000"), ("leader", "1000", "")], {}, "金额为 0.01 元的申请没有人签批"),
        ([("head", "", ""), ("head", "", "")], {}, "要负责人签批两次"),
        ([("leader", "", "2000"), ("leader", "1000", "")], {}, "金额为 1,000.01 元的申请要局领导签批两次"),
        ([("head", "2000", "1000")], {}, "上限要大于下限"),
        ([("check", "", "1000"), ("head", "", "")], {}, "只有签批可以按金额分"),
        ([("check",), ("head",)], {"source_kind": "party_dues"}, "没有会议研究环节"),
        ([("meeting",)], {"source_kind": "party_dues"}, "没有人签批"),
        ([("meeting",)], {}, "没有人签批"),
        (BOTH_CHECKED, {"holds_from": "2026-03-09"}, "起用日期不能早于今天"),
        (BOTH_CHECKED, {"document": ""}, "请写明依据"),
    ],
)
def test_an_unfit_route_is_refused_with_a_sentence(sign_in, cast, steps, more, sentence):
    response = propose(sign_in, cast, *steps, **more)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not FundRoute.objects.exists()


@pytest.mark.parametrize(
    ("steps", "source_kind"),
    [
        ([("head", "", "1000"), ("leader", "1000", "")], "budget"),
        ([("opinion",), ("check",), ("head",), ("leader",)], "welfare"),
        ([("check",), ("meeting",), ("head",)], "party_dues"),
        ([("check",), ("meeting",)], "union"),
    ],
)
def test_a_fit_route_is_taken(sign_in, cast, steps, source_kind):
    assert propose(sign_in, cast, *steps, source_kind=source_kind).status_code == 303
    assert FundRoute.objects.get().steps.count() == len(steps)


def test_a_kind_without_a_route_of_its_own_follows_that_of_all_but_an_emergency(
    bureau, source, recognised, make_person, walk
):
    put_in_force(FundRoute, bureau, ("signature", Role.SECTION_HEAD, "负责人审批"), source_kind="budget")
    medical = [("check", Role.FINANCE, "复核"), ("signature", Role.BUREAU_LEADER, "局领导审批")]
    put_in_force(FundRoute, bureau, *medical, source_kind="budget", aid_kind=AidKind.MEDICAL)
    assert path(walk.submitted(source, recognised("甲"))) == [("signature", "section_head")]
    assert len(path(walk.submitted(source, recognised("乙"), kind=AidKind.MEDICAL))) == 2
    urgent = walk.submitted(source, make_person("丙"), kind=AidKind.EMERGENCY)
    assert path(urgent) == [("signature", "bureau_leader")]
    own = [("signature", Role.SECTION_HEAD, "负责人审批"), ("signature", Role.BUREAU_LEADER, "局领导审批")]
    put_in_force(FundRoute, bureau, *own, source_kind="budget", aid_kind=AidKind.EMERGENCY)
    assert len(path(walk.submitted(source, make_person("丁"), kind=AidKind.EMERGENCY))) == 2


def test_the_list_shows_what_holds_what_waits_and_what_comes(sign_in, cast, bureau):
    put_in_force(
        FundRoute,
        bureau,
        ("signature", Role.BUREAU_LEADER, "一把手审批"),
        source_kind="budget",
        holds_from=date(2026, 5, 1),
    )
    propose(sign_in, cast, *BOTH_CHECKED, source_kind="donation")
    page = sign_in(cast.bureau_leader).get(reverse("funds:route-list"))
    text = page.content.decode()
    assert "一把手审批" in text and "同意,按日期生效" in text
    assert [card.title for card in page.context["waiting"]] == ["捐款·各种帮扶(特情除外)审批流程"]
    assert len(page.context["coming"]) == 1
    assert "同意,按日期生效" not in sign_in(cast.section_head).get(reverse("funds:route-list")).content.decode()


def test_the_form_begins_with_the_route_in_force(sign_in, cast):
    page = sign_in(cast.section_head).get(f"{reverse(PROPOSE)}?source_kind=party_dues&aid_kind=")
    sorts = [row["sort"].value() for row in page.context["rows"]]
    assert sorts[:5] == ["check", "opinion", "meeting", "head", "leader"]


def test_the_list_reads_in_few_queries_whatever_the_routes(sign_in, cast, bureau, django_assert_max_num_queries):
    for number, kind in enumerate(["budget", "welfare", "union", "donation", "fiscal"]):
        put_in_force(FundRoute, bureau, ("signature", Role.SECTION_HEAD, f"审批{number}"), source_kind=kind)
    client = sign_in(cast.bureau_leader)
    client.get(reverse("funds:route-list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("funds:route-list"))
