"""One notice across the Spring Festival: objected to, struck, added to, raised; every row keeps to its own days."""

from datetime import date

import pytest
from django.db import transaction

from casework.choices.recognition import TRANSITIONS, EndReason, RecognitionStatus
from casework.documents import notices as documents
from casework.models import Recognition
from casework.workflows import notices as workflows
from casework.workflows.objections import decide_objection, record_objection
from casework.workflows.recognition import (
    Request,
    edit_recognition,
    end_recognition,
    submit_recognition,
    withdraw_recognition,
)
from casework.workflows.signing import sign_step
from office import clock, workdays
from office.errors import RuleBroken
from tests.casework.recognise import approved, draft, posted, row_of, sign, submitted

FIRST = date(2026, 2, 10)  # Tuesday; the Saturday 14 February is worked, 15 to 23 February are off
LAST = date(2026, 2, 14)


@pytest.fixture(autouse=True)
def _calendar(monkeypatch):
    monkeypatch.setattr(workdays, "current", workdays.shipped_calendar)
    monkeypatch.setattr(documents, "notice_pdf", lambda content: repr(content).encode())


def statuses(*recognitions) -> list[str]:
    for row in recognitions:
        row.refresh_from_db()
    return [row.status for row in recognitions]


def close(notice, cast, day):
    with clock.at(day):
        return workflows.close_notice(notice_id=notice.pk, note="见异议登记", by=cast.caseworker)


def through_the_route(recognition, cast):
    submit_recognition(recognition_id=recognition.pk, by=cast.caseworker)
    sign(recognition, 1, cast.branch_secretary)
    sign(recognition, 2, cast.section_head)


def raise_category(recognition, cast):
    """Mend a returned application to a graver category, which goes through the whole route again."""
    recognition.refresh_from_db()
    edit_recognition(
        recognition_id=recognition.pk,
        version=recognition.version,
        category="severe_illness",
        year=2026,
        reason="病情加重",
        origin="self",
        request=Request(cause="illness"),
        by=cast.caseworker,
    )
    through_the_route(recognition, cast)


def test_each_row_keeps_to_its_own_days(cast, person, make_person):
    people = [person, *(make_person(name) for name in ("李明", "赵淑芳", "钱进"))]
    with clock.at(FIRST):
        plain, held, struck, raised = (approved(one, cast, category="hardship") for one in people)
        late = draft(make_person("周芳"), cast)
        notice = posted([plain, held, struck, raised], cast, first_day=FIRST)
    assert {(row.from_on, row.to_on) for row in notice.rows.all()} == {(FIRST, LAST)}

    with clock.at(date(2026, 2, 11)):
        objection = record_objection(
            row_id=row_of(notice, held).pk,
            received_on=clock.today(),
            channel="box",
            content="家中有汽车",
            handler=cast.bureau_leader.staff_member,
            by=cast.caseworker,
        )
        workflows.strike_row(row_id=row_of(notice, struck).pk, reason="本人放弃", by=cast.caseworker)
        workflows.strike_row(row_id=row_of(notice, raised).pk, reason="改为重症类别", by=cast.caseworker)
    assert {row.to_on for row in notice.rows.filter(recognition__in=[plain, held])} == {LAST}

    with clock.at(date(2026, 2, 13)):  # both go through the route before they are posted anew, for a full period
        through_the_route(late, cast)
        raise_category(raised, cast)
        ids = [late.pk, raised.pk]
        workflows.add_to_notice(notice_id=notice.pk, recognition_ids=ids, by=cast.caseworker)
    anew = notice.rows.filter(recognition__in=ids, status="posted")
    assert {(row.from_on, row.to_on) for row in anew} == {(date(2026, 2, 13), date(2026, 2, 26))}
    assert list(notice.rows.filter(recognition=raised).values_list("status", flat=True)) == ["struck", "posted"]
    assert statuses(plain, held, struck, raised, late) == ["on_notice"] * 2 + ["returned"] + ["on_notice"] * 2

    with pytest.raises(RuleBroken):
        close(notice, cast, LAST)
    assert close(notice, cast, date(2026, 2, 15)).status == "posted"  # a day off, and still the day after
    assert statuses(plain, held, raised, late) == ["recognised", "on_notice", "on_notice", "on_notice"]
    with pytest.raises(RuleBroken):
        close(notice, cast, date(2026, 2, 26))
    assert close(notice, cast, date(2026, 2, 27)).status == "closed"
    assert statuses(plain, held, struck, raised, late) == [
        "recognised",
        "on_notice",
        "returned",
        "recognised",
        "recognised",
    ]
    with clock.at(date(2026, 3, 2)):
        decide_objection(objection_id=objection.pk, finding="dismissed", finding_text="车是子女的", by=cast.caseworker)
    assert statuses(held) == ["recognised"]
    assert row_of(notice, held).cleared_at is not None


def submit(one, cast):
    submit_recognition(recognition_id=one.pk, by=cast.caseworker)


def withdraw(one, cast):
    withdraw_recognition(recognition_id=one.pk, reason="本人放弃", by=cast.caseworker)


def end(one, cast):
    end_recognition(recognition_id=one.pk, ended_on=FIRST, end_reason=EndReason.IMPROVED, by=cast.caseworker)


def post(one, cast):
    posted([one], cast, first_day=FIRST)


def signing(outcome):
    def act(one, cast):
        newest = list(one.steps.order_by("-round", "-order"))[0]
        opinion = newest if newest.kind == "opinion" else one.steps.get(round=newest.round, kind="opinion")
        if not opinion.outcome:
            sign_step(step_id=opinion.pk, outcome="agree", by=cast.branch_secretary)
        sign_step(step_id=newest.pk, outcome=outcome, opinion="见材料", by=cast.section_head)

    return act


S = RecognitionStatus
ACTS = {  # what each act of a person makes of an application; what the clock or a death does is tested elsewhere
    "submit": (submit, S.SUBMITTED),
    "withdraw": (withdraw, S.WITHDRAWN),
    "agree": (signing("agree"), S.APPROVED),
    "return": (signing("return"), S.RETURNED),
    "refuse": (signing("refuse"), S.REFUSED),
    "post": (post, S.ON_NOTICE),
    "end": (end, S.ENDED),
}
ONLY_FROM = {  # narrower than the table, where several acts lead to one status
    "return": {S.SUBMITTED},
    "agree": {S.SUBMITTED},
    "end": {S.RECOGNISED},
}


def in_every_state(cast, make_person) -> list[Recognition]:
    """Return an application in each status, walked there."""
    walked = iter(["甲一", "甲二", "甲三", "甲四", "甲五", "甲六", "甲七", "甲八", "甲九"])

    def ready(walk=approved):
        return walk(make_person(f"李{next(walked)}"), cast)

    returned, refused, withdrawn, on_notice = ready(submitted), ready(submitted), ready(submitted), ready()
    signing("return")(returned, cast)
    signing("refuse")(refused, cast)
    withdraw(withdrawn, cast)
    posted([on_notice], cast, first_day=FIRST)
    through = [ready(), ready()]
    with clock.at(date(2026, 2, 1)):
        notice = posted(through, cast, first_day=date(2026, 2, 2))
    close(notice, cast, FIRST)
    found = [ready(draft), ready(submitted), returned, refused, withdrawn, ready(), on_notice, *through]
    end(through[0], cast)
    for one in found:
        one.refresh_from_db()
    return found


def test_every_act_from_every_state_is_taken_or_refused_as_the_table_says(cast, make_person):

    with clock.at(FIRST):
        found = in_every_state(cast, make_person)
        assert {one.status for one in found} == set(S)
        for one in found:
            for name, (act, becomes) in ACTS.items():
                allowed = becomes in TRANSITIONS.get(S(one.status), set()) and one.status in ONLY_FROM.get(name, set(S))
                mark = transaction.savepoint()
                try:
                    act(Recognition.objects.get(pk=one.pk), cast)
                    done = True
                except (RuleBroken, IndexError):  # a draft has no step to sign
                    done = False
                after = Recognition.objects.get(pk=one.pk).status
                transaction.savepoint_rollback(mark)
                assert (done, after) == ((True, becomes) if allowed else (False, after)), (one.status, name)
                assert allowed or after == one.status, (one.status, name)
