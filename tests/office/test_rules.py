"""Rules of accounts and policy numbers that no page test walks by."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from office import policy
from office.errors import Refused
from office.passwords import ContextWordsValidator
from office.roles import Role
from office.workflows.settings import decide_number, propose_number

pytestmark = pytest.mark.django_db


def test_an_administrator_does_not_change_their_own_account(cast, sign_in):
    admin = cast.administrator
    answer = sign_in(admin).post(reverse("office:account-switch", args=[admin.username]))
    assert answer.status_code == 403 and "另一位系统管理员" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_who_proposed_a_number_does_not_confirm_it(make_user, cast):
    both = make_user(Role.SECTION_HEAD, Role.BUREAU_LEADER)
    values = {"code": "aged_years", "value": Decimal(75), "holds_from": date(2026, 1, 1), "note": "局务会"}
    number = propose_number(by=both, **values)
    with pytest.raises(Refused, match="提出的人不能自己确认"):
        decide_number(number=number, confirmed=True, by=both)
    assert policy.whole("aged_years", bureau=both.bureau, on=date(2026, 6, 1)) == 70
    decide_number(number=number, confirmed=True, by=cast.bureau_leader)
    assert policy.whole("aged_years", bureau=both.bureau, on=date(2026, 6, 1)) == 75


def test_a_password_of_the_trade_s_words_is_refused(cast, bureau):
    validator = ContextWordsValidator()
    for password in ("bangfu-2026-hao", f"{bureau.name}2026ab", "离退休工作2026"):
        with pytest.raises(ValidationError, match="容易猜到"):
            validator.validate(password, cast.caseworker)
    validator.validate("correct-horse-battery", cast.caseworker)
