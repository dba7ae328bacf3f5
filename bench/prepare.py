"""Fill the database of a run: people, a busy person with fifty contacts, an account for each program."""

import sys
from datetime import timedelta

BUSY_CONTACTS = 50
USERNAME = "bench"


def main(size: int) -> None:
    import django

    django.setup()
    from casework.choices.contacts import ContactKind
    from casework.models import Contact, Pairing
    from casework.workflows.contacts import record_contact
    from office import clock
    from office.models import User
    from office.roles import Role
    from office.workflows import accounts
    from registry.models import Person
    from supportdesk.scale import make_scale_data

    bureau = make_scale_data(retirees=size, progress=lambda done: None)
    operator = User.operator()
    user = User.objects.filter(username=USERNAME).first()
    if user is None:
        user, _ = accounts.create_account(
            username=USERNAME,
            name="测速",
            bureau=bureau,
            roles=[Role.CASEWORKER],
            staff_member=bureau.staff.order_by("pk").first(),
            must_change_password=False,
            by=operator,
        )
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)  # so that the stock admin lets it in
    person = Person.objects.select_related("bureau").order_by("pk")[0]
    helper = Pairing.objects.select_related("helper").get(person=person).helper
    for turn in range(Contact.objects.of_person(person).count(), BUSY_CONTACTS):
        record_contact(
            kind=ContactKind.VISIT,
            held_on=clock.today() - timedelta(days=turn * 7),
            helpers=[helper],
            persons=[person],
            note="身体平稳,按时服药。",
            sheet_reference="测试第2册",
            by=user,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
