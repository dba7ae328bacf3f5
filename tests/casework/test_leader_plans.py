"""The leaders' visit plans: drafted from pairings, arranged on one form, ticked by visits, on paper."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import LeaderPlan
from casework.workflows import leader_plans
from office import clock
from office.models import Post
from office.spreadsheets import read_workbook
from registry.workflows.life import record_death, record_stay
from tests import pdf_tools
from tests.casework.care import pair, visit

NEW = reverse("casework:leader-plan-new")
TODAY, DAY = date(2026, 1, 20), date(2026, 2, 10)


@pytest.fixture(autouse=True)
def january():
    with clock.at(TODAY):
        yield


@pytest.fixture
def leader(make_staff):
    return make_staff("赵局长", post=Post.LEADER)


@pytest.fixture
def paired(cast, leader, make_person, make_staff):
    """Two people of one leader, the first with a contact person too."""
    people = [make_person(name) for name in ("王秀英", "李建国")]
    for person in people:
        pair(person, leader, cast, kind="leader", starts_on=TODAY)
    pair(people[0], make_staff("周丁"), cast, starts_on=TODAY)
    return people


@pytest.fixture
def plan(cast, paired):
    told = {"car": "公务车", "gift": "慰问品一份", "from_pairings": True}
    return leader_plans.draft_plan(title="春节走访计划", starts_on=DAY, by=cast.caseworker, **told)


def posted(plan, *, new=None, **changed):
    """Return what the form of all lines sends: each as it stands, the first with `changed`."""
    lines = list(plan.lines.for_list())
    data = {"line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": len(lines)}
    for number, line in enumerate(lines):
        names = ("planned_on", "companions", "car", "gift", "left_reason", "version")
        told = {name: getattr(line, name) for name in names} | (changed if number == 0 else {})
        data |= {f"line-{number}-{name}": value for name, value in told.items()} | {
            f"line-{number}-line": line.public_id
        }
    data |= {"new-TOTAL_FORMS": 1, "new-INITIAL_FORMS": 0}
    return data | {f"new-0-{name}": value for name, value in (new or {}).items()}


def url(name, plan):
    return reverse(f"casework:{name}", args=[plan.public_id])


def states(plan):
    return {line.person.name: (line.standing.value, line.why_dropped) for line in plan.lines.shown("all").for_list()}


def test_a_plan_is_drafted_from_the_leaders_pairings_and_arranged_in_one_go(cast, paired, sign_in, make_person):
    page = sign_in(cast.caseworker)
    told = {"title": "春节走访计划", "starts_on": DAY, "from_pairings": "on", "gift": "慰问品一份"}
    assert page.post(NEW, told).status_code == 303
    plan = LeaderPlan.objects.get()
    lines = list(plan.lines.for_list())
    assert {(line.leader.name, line.person.name, line.companions) for line in lines} == {
        ("赵局长", "王秀英", "周丁"),
        ("赵局长", "李建国", ""),
    }
    assert page.get(url("leader-plan-lines", plan)).status_code == 200
    for name in ("陈一", "陈二"):
        make_person(name)
    new = {"leader": "赵局长", "persons": "陈一、陈二", "planned_on": DAY}
    stale = posted(plan, car="商务车", new=new)
    assert page.post(url("leader-plan-lines", plan), stale).status_code == 303
    assert plan.lines.count() == 4 and plan.lines.filter(car="商务车").count() == 1
    again = page.post(url("leader-plan-lines", plan), posted(plan, car="步行", new=new | {"persons": "陈一"}))
    assert again.status_code == 422 and "已经在计划里" in again.content.decode()
    assert not plan.lines.filter(car="步行").exists()  # whole or nothing
    late = page.post(url("leader-plan-lines", plan), stale | {"line-0-car": "别的车", "new-TOTAL_FORMS": 0})
    assert late.status_code == 422 and "刚刚被别人改过" in late.content.decode()


def test_without_leader_pairings_none_is_drafted(cast, sign_in):
    answer = sign_in(cast.caseworker).post(NEW, {"title": "计划", "starts_on": DAY, "from_pairings": "on"})
    assert answer.status_code == 422 and "没有领导结对" in answer.content.decode()
    assert not LeaderPlan.objects.exists()


def test_a_line_ticks_with_the_leaders_visit_on_the_day_or_later_and_falls_away_with_the_person(
    cast, plan, paired, leader, make_staff, sign_in
):
    wang, li = paired
    waiting = ("waiting", "")
    with clock.at(date(2026, 3, 1)):
        visit(wang, leader, cast.caseworker, held_on=date(2026, 2, 9))  # the day before
        visit(wang, make_staff(), cast.caseworker, held_on=DAY)  # somebody else
        visit(wang, leader, cast.caseworker, held_on=DAY, kind="call")
        assert states(plan) == {"王秀英": waiting, "李建国": waiting}
        visit(wang, leader, cast.caseworker, held_on=date(2026, 2, 12))
        findings = record_death(person=li, died_on=date(2026, 2, 20), by=cast.caseworker)
        assert not [one for one in findings if "走访不再列入" in one.text]  # its day is past
        record_death(person=wang, died_on=date(2026, 2, 25), by=cast.caseworker)
        assert states(plan) == {"王秀英": ("done", "2026-02-25 去世"), "李建国": ("dropped", "2026-02-20 去世")}
        page = sign_in(cast.caseworker)
        shown = page.get(url("leader-plan", plan), {"show": "dropped"}).content.decode()
        assert "李建国" in shown and "2026-02-20 去世" in shown and "王秀英" not in shown
        data = page.post(url("leader-plan-file", plan), {"kind": "pdf"}).content
    text = pdf_tools.text(data)
    assert "春节走访计划" in text and "2026-02-12" in text and "李建国（2026-02-20 去世）" in text


def test_a_stay_in_hospital_is_for_who_may_see_an_illness_and_never_on_paper(cast, plan, paired, sign_in):
    record_stay(person=paired[0], by=cast.caseworker, admitted_on=TODAY, hospital="静湖康复医院")
    assert "静湖康复医院" in sign_in(cast.caseworker).get(url("leader-plan", plan)).content.decode()
    assert "静湖康复医院" not in sign_in(cast.auditor).get(url("leader-plan", plan)).content.decode()
    answer = sign_in(cast.caseworker).post(url("leader-plan-file", plan), {"kind": "xlsx"})
    sheet = read_workbook("x.xlsx", answer.content).sheets[0]
    told = "|".join(str(cell) for row in sheet.rows for cell in row)
    assert "慰问品一份" in told and "公务车" in told and "静湖" not in told


def test_a_death_before_the_day_names_the_visit_that_falls_away(cast, plan, paired):
    findings = record_death(person=paired[0], died_on=TODAY, by=cast.caseworker)
    assert [one.text for one in findings if "走访不再列入" in one.text] == [
        "赵局长 2026-02-10 的走访不再列入“春节走访计划”,请告知陪同人员。"
    ]


def test_a_merge_carries_the_line_to_the_record_that_stays(cast, plan, paired, leader, make_person):
    kept, merged = make_person("王秀瑛"), paired[0]
    leader_plans.join(kept, merged, cast.caseworker)
    assert states(plan)["王秀瑛"] == ("waiting", "") and states(plan)["王秀英"] == ("dropped", "记录已合并")
    leader_plans.join(kept, merged, cast.caseworker)
    assert plan.lines.count() == 3
    leader_plans.part(kept, merged, cast.caseworker)
    assert states(plan)["王秀英"] == ("waiting", "")


def test_a_withdrawn_plan_stays_and_is_changed_no_more(cast, plan, sign_in):
    page = sign_in(cast.caseworker)
    assert page.post(url("leader-plan-withdraw", plan), {"reason": "改到元宵"}).status_code == 303
    assert "改到元宵" in page.get(url("leader-plan", plan)).content.decode()
    assert page.post(url("leader-plan-lines", plan), posted(plan, car="步行")).status_code == 422
    assert not plan.lines.filter(car="步行").exists()
