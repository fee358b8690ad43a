"""A certificate's data inside its own PDF, so that the paper can be checked without the bureau."""

import io
from pathlib import Path

from pydantic import ValidationError

from shebao.contract.certificates import Certificate

_NAME = "certificate.json"


def attachments_of(certificate: Certificate) -> dict[str, bytes]:
    """Return what the PDF of a certificate carries: all that the bureau signed, and its state."""
    return {_NAME: certificate.model_dump_json().encode()}


def certificate_in(path: Path) -> Certificate | None:
    """Return the certificate that a PDF carries; None when it carries none that can be read.

    Raises OSError when the file cannot be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    content = path.read_bytes()
    try:
        attached = PdfReader(io.BytesIO(content)).attachments.get(_NAME, [])
        return Certificate.model_validate_json(attached[0]) if attached else None
    except (PyPdfError, ValidationError, ValueError, KeyError, TypeError, RecursionError):
        return None
