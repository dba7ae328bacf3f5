"""Logging a visit: at a desk without a mouse, on a phone with few taps, and with the line gone."""

from datetime import date

import pytest
from django.urls import reverse

from casework.models import Contact
from office import clock
from tests.casework.care import pair
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 23)
KEYS_A_MINUTE, READING_SECONDS, MOST_SECONDS = 250, 12, 40
MOST_TAPS = 5
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fedccc59e70000000049454e44ae426082"
)


@pytest.fixture
def visited(cast, make_person, stand_at):
    stand_at(TODAY)
    with clock.at(TODAY):
        person = make_person("王秀英", birth_date=date(1942, 3, 1))
        pair(person, cast.helper.staff_member, cast)
    return person


class Keyboard:
    """A keyboard that counts: a Chinese character is three keys (two of pinyin and a choice)."""

    def __init__(self, page):
        self.page, self.keys = page, 0

    def type(self, text: str) -> None:
        self.keys += sum(3 if ord(one) > 127 else 1 for one in text)
        self.page.keyboard.insert_text(text)

    def press(self, *names: str) -> None:
        self.keys += len(names)
        for name in names:
            self.page.keyboard.press(name)

    def to(self, name: str) -> None:
        """Go on with Tab until the field of this name has the focus."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"no way to {name}")

    def follow(self, place: str) -> None:
        """Go on with Tab until what this selector names has the focus, press it and wait for the page it opens."""
        for _ in range(60):
            if self.page.evaluate("place => document.activeElement.matches(place)", place):
                with self.page.expect_navigation():
                    self.press("Enter")
                return
            self.press("Tab")
        raise AssertionError(f"no way to {place}")


def test_a_sheet_is_entered_at_a_desk_by_keyboard_in_forty_seconds(desk, cast, visited):
    page = desk("caseworker").open(reverse("casework:contact-record"))
    board = Keyboard(page)
    board.to("persons")
    started = board.keys
    board.type("王秀英")
    board.to("purposes")
    board.press("Space")
    board.to("seen")
    board.type("身体好,水管漏")
    board.to("sheet_reference")
    board.type("4册12页")
    board.to("need-0-kind")
    board.press("ArrowDown", "ArrowDown")
    board.to("need-0-text")
    board.type("修水管")
    board.to("need-0-who")
    board.press("Tab")
    if page.evaluate("document.activeElement.hasAttribute('data-formset-add')"):
        board.press("Tab")
    board.press("Enter")
    page.get_by_text("已登记 王秀英").wait_for()
    contact = Contact.objects.get()
    assert contact.on_behalf and contact.needs.get().text == "修水管"
    assert (board.keys - started) * 60 / KEYS_A_MINUTE + READING_SECONDS <= MOST_SECONDS, board.keys - started
    assert started <= 30, started


def test_on_a_phone_five_taps_lead_to_typing_with_need_and_photo(desk, cast, visited):
    seat = desk("helper", width=360, height=740)
    page, taps = seat.page, 1  # 登录
    for link in (f"main a[href$='/mine/{visited.public_id}/']", "main a.btn-primary[href*='/mine/contact/']"):
        page.locator(link).first.click()
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
        taps += 1
    assert taps <= MOST_TAPS and page.locator("textarea[name=seen]").is_visible()
    assert page.locator("input[name=persons]").first.is_checked()
    page.locator("textarea[name=seen]").fill("精神好")
    page.locator("select[name=need-0-kind]").select_option("medical")
    page.locator("textarea[name=need-0-text]").fill("陪去看病")
    page.locator("input[name=photos]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    seat.press("保存")
    page.get_by_text("已登记,诉求 1 项").wait_for()
    contact = Contact.objects.get()
    assert (contact.photos.count(), contact.needs.count()) == (1, 1)
    page.locator("main a[href*='kind=call']").first.click()
    page.locator("textarea[name=seen]").fill("电话里说一切都好")
    seat.press("保存")
    page.get_by_text("已登记。").wait_for()
    assert Contact.objects.get(kind="call").purposes == ["greet"]


def test_the_phone_s_path_goes_by_keyboard_alone(desk, cast, visited):
    page = desk(width=360, height=740).open("/login/")
    board = Keyboard(page)
    board.to("username")
    board.type("helper")
    board.to("password")
    board.type(PASSWORD)
    board.follow("main button")
    board.follow(f"main a[href$='/mine/{visited.public_id}/']")
    board.follow("main a.btn-primary[href*='/mine/contact/']")
    board.to("seen")
    board.type("精神好")
    board.to("photos")
    with page.expect_file_chooser() as asked:
        board.press("Space")
    asked.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    board.to("need-0-kind")
    board.press("ArrowDown", "ArrowDown")
    board.to("need-0-text")
    board.type("陪去看病")
    board.follow("main button.btn-primary")
    page.get_by_text("已登记,诉求 1 项").wait_for()
    contact = Contact.objects.get()
    assert (contact.seen, contact.photos.count(), contact.needs.get().text) == ("精神好", 1, "陪去看病")


def test_the_phone_s_path_goes_without_javascript(desk, cast, visited):
    seat = desk("helper", width=360, height=740, scripts=False)
    page = seat.page
    page.locator(f"main a[href$='/mine/{visited.public_id}/']").first.click()
    page.locator("main a.btn-primary[href*='/mine/contact/']").first.click()
    page.locator("textarea[name=seen]").fill("精神好")
    page.locator("input[name=photos]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    page.locator("select[name=need-0-kind]").select_option("medical")
    page.locator("textarea[name=need-0-text]").fill("陪去看病")
    seat.press("保存")
    page.get_by_text("已登记,诉求 1 项").wait_for()
    contact = Contact.objects.get()
    assert (contact.seen, contact.photos.count(), contact.needs.get().text) == ("精神好", 1, "陪去看病")


def test_what_was_typed_without_a_line_goes_out_once_when_it_is_back(desk, cast, visited, complaints):
    seat = desk("helper", width=360, height=740)
    page = seat.open(f"{reverse('casework:helper-contact')}?person={visited.public_id}")
    page.locator("textarea[name=seen]").fill("精神好")
    page.context.set_offline(True)
    seat.press("保存")
    page.get_by_text("没有网络,已存在本机,联网后自动送出").wait_for()
    assert not Contact.objects.exists()
    kept = page.evaluate("Object.entries(localStorage).find(([name]) => name.startsWith('kept:helper:'))")
    assert "精神好" in kept[1] and "csrf" not in kept[1]
    page.context.set_offline(False)
    page.wait_for_url("**/casework/mine/")
    assert Contact.objects.get().seen == "精神好"
    assert page.evaluate("localStorage.length") == 0
    # The answer was lost on the way: the browser still holds it, sends it again on the next page, and it counts once.
    page.evaluate("([name, value]) => localStorage.setItem(name, value)", kept)
    page.reload()
    page.get_by_text("存在本机的走访已送出").wait_for()
    assert Contact.objects.count() == 1
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("([name, value]) => localStorage.setItem(name, value)", kept)
    page.locator(".menu summary").first.click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("localStorage.length") == 0
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]
