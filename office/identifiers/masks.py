"""What may be seen of a number or a name. The only masking code there is; it runs on the server.

A mask takes whatever is stored, valid or not, and never shows more than the rule for its kind; blank stays blank.
"""

STAR = "*"


def _keep_ends(text: str, first: int, last: int) -> str:
    """Return the text with its middle starred, or all of it when too little would be hidden."""
    hidden = len(text) - first - last
    if hidden < max(first + last, 1):
        return STAR * len(text)
    return text[:first] + STAR * hidden + text[len(text) - last :]


def id_number(text: str | None) -> str:
    """Return an identity number as 43*************12X: the province and the last three characters. Rule: R-62."""
    return _keep_ends((text or "").strip(), 2, 3)


def phone(text: str | None) -> str:
    """Return a mobile as 138****1234; of any other number only the last three digits, the area code kept."""
    number = (text or "").strip()
    if len(number) == 11 and number.isdecimal():
        return f"{number[:3]}****{number[-4:]}"
    area, hyphen, local = number.rpartition("-") if number.startswith("0") else ("", "", number)
    return f"{area}{hyphen}{_keep_ends(local, 0, 3)}"


def bank_card(text: str | None) -> str:
    """Return a card or passbook number with only its last four digits."""
    return _keep_ends((text or "").strip(), 0, 4)


def name(text: str | None) -> str:
    """Return a name for the public: 李*, 张*三; longer names keep their first and last character, dots are starred."""
    characters = (text or "").strip()
    if len(characters) < 2:
        return STAR * len(characters)
    if len(characters) == 2:
        return characters[0] + STAR
    return characters[0] + STAR * (len(characters) - 2) + characters[-1]
