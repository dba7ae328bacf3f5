"""Who may be named as signer of a paper without having an account: the post or the section stands for the role."""

import pytest

from casework.workflows.signing import register_paper_step
from office import clock
from office.models import PolicyNumber, Post
from office.roles import Role
from office.signing import SignerNotServing
from tests.casework.recognise import paper, step, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(cast, person):
    """Register the signature of the recognition's next step for a signer."""
    recognition = submitted(person, cast)
    opinion = step(recognition, 1)
    register_paper_step(
        step_id=opinion.pk, paper=paper(cast.branch_secretary.staff_member, signed_on=clock.today()), by=cast.caseworker
    )
    from casework.workflows.signing import confirm_paper_step

    confirm_paper_step(step_id=opinion.pk, by=cast.second_caseworker)

    def sign(signer, role=Role.SECTION_HEAD):
        signature = step(recognition, 2)
        type(signature).objects.filter(pk=signature.pk).update(role=role)
        sheet = paper(signer, signed_on=clock.today())
        return register_paper_step(step_id=signature.pk, paper=sheet, by=cast.caseworker)

    return sign


@pytest.mark.parametrize(
    ("role", "values", "counts"),
    [
        (Role.SECTION_HEAD, {"post": Post.SECTION_PRINCIPAL}, True),
        (Role.SECTION_HEAD, {"post": Post.LEADER}, True),
        (Role.SECTION_HEAD, {"post": Post.STAFF}, False),
        (Role.BUREAU_LEADER, {"post": Post.PRINCIPAL_LEADER}, True),
        (Role.BUREAU_LEADER, {"post": Post.LEADER}, True),
        (Role.BUREAU_LEADER, {"post": Post.SECTION_PRINCIPAL}, False),
        (Role.FINANCE, {"post": Post.STAFF, "section": "财务管理股"}, True),
        (Role.FINANCE, {"post": Post.PRINCIPAL_LEADER, "section": "办公室"}, False),
    ],
)
def test_the_post_or_the_section_stands_for_the_role(register, make_staff, role, values, counts):
    signer = make_staff("周玉珍", **values)
    if counts:
        assert register(signer, role).signer == signer
    else:
        with pytest.raises(SignerNotServing, match="职务也不相当"):
            register(signer, role)


def test_an_account_that_holds_the_role_needs_no_post(register, cast):
    signer = cast.second_section_head.staff_member
    assert signer.post == Post.STAFF
    assert register(signer).signer == signer


def test_the_office_may_say_that_a_leader_does_not_sign_for_the_head(register, make_staff, cast):
    PolicyNumber.objects.create(
        bureau=cast.caseworker.bureau, code="leader_signs_for_head", value=0, holds_from=clock.today(),
        confirmed_by=cast.bureau_leader, confirmed_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(SignerNotServing, match="职务也不相当"):
        register(make_staff("周玉珍", post=Post.LEADER))
