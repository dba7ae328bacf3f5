"""What must be true after a race; each way of being untrue has a class, so that a test can say which it expects."""

import re

from funds import books
from tests.races.browser import Answer

CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")


class BothWon(AssertionError):
    """Both were told that it was done."""


class BooksBroken(AssertionError):
    """Balances, reservations and payments do not agree with their rows."""


def one_wins(answers: list[Answer], *, saying: str = "") -> int:
    """Return who won; the other must have read, in Chinese, why nothing was done (with the words `saying`)."""
    _check_served(answers)
    winners = [number for number, answer in enumerate(answers) if answer.won]
    if len(winners) > 1:
        raise BothWon([answer.location for answer in answers])
    assert winners, [answer.refusal for answer in answers]
    loser = answers[1 - winners[0]]
    assert loser.status in (409, 422), (loser.status, loser.refusal)
    assert CHINESE.search(loser.refusal), "the page does not say why"
    assert saying in loser.refusal, loser.refusal
    return winners[0]


def both_win(answers: list[Answer]) -> None:
    _check_served(answers)
    assert all(answer.won for answer in answers), [(answer.status, answer.refusal) for answer in answers]


def books_are_clean() -> None:
    found = books.mismatches()
    if found:
        raise BooksBroken([mismatch.text for mismatch in found])


def _check_served(answers: list[Answer]) -> None:
    for answer in answers:
        assert answer.status < 500, answer.server.log.read_text()[-4000:]
