"""Passwords must not be words that anybody in the office would guess."""

from django.core.exceptions import ValidationError

CONTEXT_WORDS = (
    "税务",
    "离退休",
    "老干部",
    "国税",
    "地税",
    "帮扶",
    "shuiwu",
    "lituixiu",
    "supportdesk",
    "bangfu",
    "password",
)


class ContextWordsValidator:
    """Refuse passwords that hold the trade's or the bureau's own words (ASVS 6.2.11). Rule: R-69."""

    def validate(self, password: str, user=None) -> None:
        lowered = password.lower()
        bureau = user.bureau.name if user is not None and getattr(user, "bureau", None) else ""
        for word in (*CONTEXT_WORDS, *filter(None, [bureau])):
            if word in lowered:
                raise ValidationError(f"密码里不能有“{word}”这样容易猜到的词。", code="password-context")

    def get_help_text(self) -> str:
        return "密码里不能有单位名称、“税务”“离退休”等容易猜到的词。"
