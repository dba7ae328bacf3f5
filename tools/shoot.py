"""Take full-page pictures of a running site: python tools/shoot.py USERNAME PATH… --width 1440 --width 390 --out DIR

Signs in at 127.0.0.1 with the password in DEMO_PASSWORD; prints console errors and what sticks out sideways.
"""

import argparse
import os
import re
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDER_THAN_PAGE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const inScroller = (e) => { for (e = e.parentElement; e; e = e.parentElement)
        if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)) return true; return false; };
    const right = (e) => Math.round(e.getBoundingClientRect().right);
    return [...document.querySelectorAll('body *')]
        .filter((e) => right(e) > width + 1 && !inScroller(e))
        .slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className} to ${right(e)}`);
}"""


def complain(message: ConsoleMessage) -> None:
    if message.type in ("error", "warning"):
        print(f"  {message.type}: {message.text}")


def main() -> None:
    options = read_options()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width in options.width or [1440]:
            page = browser.new_page(
                viewport={"width": width, "height": 900 if width > 700 else 800},
                color_scheme="dark" if options.dark else "light",
                locale="zh-CN",
            )
            page.on("console", complain)
            page.on("pageerror", lambda error: print(f"  script: {error}"))
            if options.username != "-":
                sign_in(page, options.base, options.username)
            for path in options.paths:
                shoot(page, options, path, width, out)
        browser.close()


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("username", help="the account, or - for nobody")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--width", type=int, action="append")
    parser.add_argument("--out", default="var/pictures")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--large", action="store_true", help="large type")
    parser.add_argument("--print", action="store_true", help="as a PDF, the way the browser prints it")
    options = parser.parse_args()
    options.base = f"http://127.0.0.1:{options.port}"
    return options


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", os.environ["DEMO_PASSWORD"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def shoot(page: Page, options: argparse.Namespace, path: str, width: int, out: Path) -> None:
    response = page.goto(options.base + path)
    page.wait_for_load_state("networkidle")
    if options.large:
        page.evaluate("document.documentElement.classList.add('large-type')")
    page.evaluate("scrollTo(0, 0)")
    words = re.sub(r"[^\w-]+", "-", path).strip("-") or "home"
    marks = "".join(f"-{mark}" for mark in ("dark", "large") if getattr(options, mark))
    name = out / f"{options.username}-{words}-{width}{marks}"
    if options.print:
        page.pdf(path=f"{name}.pdf", prefer_css_page_size=True)
    else:
        page.screenshot(path=f"{name}.png", full_page=True)
    print(f"{response.status if response else '?'} {path} at {width}: {name}")
    for element in page.evaluate(WIDER_THAN_PAGE):
        print(f"  sticks out: {element}")


if __name__ == "__main__":
    main()
