"""The approval form of a recognition, printed to be signed by hand or kept on file."""

from collections.abc import Sequence

from casework.models import Recognition, RecognitionStep
from office.documents import render_pdf


def approval_form(recognition: Recognition, steps: Sequence[RecognitionStep], remarks: Sequence[str]) -> bytes:
    """Return the form as PDF: who, why, every step with its signature; the remarks say what one person did twice."""
    context = {
        "recognition": recognition,
        "person": recognition.person,
        "steps": steps,
        "remarks": remarks,
        "issuer": recognition.bureau.name,
    }
    return render_pdf("casework/recognition_print.html", context, title="离退休帮扶对象认定审批表")
