"""Setting up an empty office."""

from django.db import transaction

from office import audit, first_start, store
from office.errors import Refused
from office.models import Bureau, User
from office.roles import Role
from office.workflows.accounts import create_account


@transaction.atomic
def set_up_office(*, token: str, code: str, bureau_name: str, username: str, name: str, password: str) -> User:
    """Make the bureau and its first administrator, once. Raises Refused, ValidationError. Rule: R-68."""
    if not first_start.is_valid(token):
        raise Refused("这个设置地址已经用过或已经作废。")
    operator = User.operator()
    bureau = Bureau(code=code, name=bureau_name)
    bureau.full_clean()
    store.create(bureau, by=operator)
    audit.record_event("office.bureau.created", on=bureau, by=operator, bureau=bureau)
    user, _ = create_account(
        username=username,
        name=name,
        bureau=None,
        roles=[Role.ADMINISTRATOR],
        by=operator,
        password=password,
        must_change_password=False,
    )
    transaction.on_commit(first_start.use_up)
    return user
