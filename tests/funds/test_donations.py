"""Donations: the source keeps the donor's wish, the receipt says the sum in capitals, a wrong one is reversed."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from funds import books
from funds.choices import AidKind, SourceKind
from funds.errors import DonationReversed, KeyUsedOtherwise, NotADonationSource, PurposeNotAdmitted, WishNotKept
from funds.models import Donation, FundSource
from funds.workflows import donations, reversals, sources
from office.errors import Refused
from tests import pdf_tools
from tests.funds.conftest import TODAY, fresh, key

D = Decimal
pytestmark = pytest.mark.django_db
STUDY = [AidKind.STUDY_AID.value]


@pytest.fixture
def gifts(make_source):
    return make_source("助学捐款", SourceKind.DONATION, money="0.00", purposes=STUDY)


@pytest.fixture
def give(gifts, cast):
    def give(amount="5000.00", by=None, source=None, request_key="", **told):
        told = {"donor_kind": "unit", "donor": "新山县竹器厂", "on": TODAY} | told
        return donations.book_donation(
            source=source or gifts, amount=D(amount), by=by or cast.finance, request_key=request_key or key(), **told
        )

    return give


def test_a_donation_is_a_receipt_with_a_number_of_its_year(gifts, give, cast):
    first, second = give(request_key="one", wish=STUDY), give("800.00", donor="", donor_kind="member")
    assert give(request_key="one", wish=STUDY).pk == first.pk
    with pytest.raises(KeyUsedOtherwise):
        give(request_key="one", donor="别人", wish=STUDY)
    assert (first.receipt_number, second.receipt_number) == ("捐〔2026〕1号", "捐〔2026〕2号")
    assert (second.entry.counterparty, fresh(gifts).balance) == ("不具名捐款人", D("5800.00"))
    asked = reversals.ask_reversal(entry=first.entry, reason="退票", by=cast.finance)
    reversals.confirm_reversal(reversal=fresh(asked), by=cast.section_head)
    assert (Donation.objects.total(), fresh(gifts).balance) == (D("800.00"), D("800.00"))
    with pytest.raises(DonationReversed):
        donations.print_receipt(donation=fresh(first), by=cast.finance)


def test_what_the_donor_wished_is_what_the_source_spends_on(make_source, gifts, give, recognised, walk, cast):
    plain = make_source("一般捐款", SourceKind.DONATION, money="0.00")
    with pytest.raises(WishNotKept, match="另设一个"):
        give(source=plain, wish=STUDY)
    with pytest.raises(NotADonationSource):
        give(source=make_source("专项"))
    with pytest.raises(Refused):
        give(by=cast.caseworker)
    give(wish=STUDY)
    with pytest.raises(PurposeNotAdmitted):
        walk.submitted(gifts, recognised(), "100.00")
    wider = sources.SourceRule(name=gifts.name, keeper=cast.finance, purposes=[*STUDY, AidKind.MEDICAL.value])
    with pytest.raises(WishNotKept):
        sources.change_source(source=fresh(gifts), rule=wider, by=cast.finance)


@pytest.mark.broken_books
def test_check_books_names_a_wish_that_is_not_kept(gifts, give):
    give(wish=STUDY)
    FundSource.objects.filter(pk=gifts.pk).update(purposes=[])
    assert [one.code for one in books.mismatches()] == ["donation"]


def test_the_page_takes_a_donation_and_prints_its_receipt(client, gifts, cast):
    client.force_login(cast.finance, backend="office.backends.AccountBackend")
    assert "登记捐款" in client.get(reverse("funds:source-page", args=[gifts.public_id])).content.decode()
    told = {"amount": "1234.50", "on": date(2026, 3, 9), "donor_kind": "person", "donor": "张善", "request_key": "g1"}
    new = reverse("funds:donation-new", args=[gifts.public_id])
    assert client.post(new, told).status_code == 422  # nobody said that it was given freely
    assert client.post(new, told | {"voluntary": "on", "wish": STUDY, "wish_note": "好好学习"}).status_code == 303
    donation = Donation.objects.get()
    text = pdf_tools.text(client.post(reverse("funds:donation-receipt", args=[donation.public_id])).content)
    for word in ("捐款收据", "张善", "1,234.50", "壹仟贰佰叁拾肆元伍角", "助学补助", "好好学习", "捐〔2026〕1号"):
        assert word in text
    page = client.get(reverse("funds:donation-list")).content.decode()
    assert "张善" in page and "1,234.50 元" in page
