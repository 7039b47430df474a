"""Signing papers with keys in files: PAdES-B-B, and PAdES-B-T when a timestamp authority is set."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import PIL.Image
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.images import pil_image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import BaseStamp, BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.papers.appearance import draw, picture_box
from portal.papers.base import Appearance, PaperError, Signer
from portal.papers.keys import KeyPair, load_key

TIMESTAMP_SECONDS = 5
"""How long a timestamp authority may take."""
BESIDE_CERTIFICATES = 2048
"""Bytes of a signature that are neither certificate nor key size: digests, times, and the issuer's name, twice."""


class FileSigner:
    """Signs with one key that was read from a file."""

    def __init__(self, pair: KeyPair, *, timestamper: TimeStamper | None = None) -> None:
        self._signer = _simple_signer(pair)
        self._timestamper = timestamper
        self._room = None if timestamper else _room(pair)

    def sign(
        self,
        pdf: bytes,
        *,
        field: str,
        signer_name: str,
        reason: str,
        location: str,
        at: datetime,
        appearance: Appearance | None = None,
    ) -> bytes:
        """Sign the empty field called ``field``; see ``portal.papers.base.Signer``."""
        if at.tzinfo is None:
            raise PaperError("The time of signing must say its time zone")
        metadata = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            name=signer_name,
            reason=reason,
            location=location,
            subfilter=SigSeedSubFilter.PADES,
        )
        style = _DrawnStyle(appearance=appearance, at=at)
        signer = _SignerAt(metadata, self._signer, timestamper=self._timestamper, stamp_style=style)
        signer.at = at
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            signed = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=self._room)
            return bytes(signed.getbuffer())
        except (PdfError, SigningError, OSError, ValueError) as error:
            raise PaperError(f"The paper could not be signed in “{field}”: {error}") from error


def open_signer(folder: Path, key: str, *, passphrase: bytes | None = None, tsa_url: str | None = None) -> Signer:
    """Return the signer whose key is called ``key`` in ``folder``; with ``tsa_url`` it adds trusted timestamps.

    Raises ``PaperError`` when the key is not there or cannot be opened.
    """
    timestamper = RequestsHTTPTimeStamper(tsa_url, timeout=TIMESTAMP_SECONDS) if tsa_url else None
    return FileSigner(load_key(folder, key, passphrase=passphrase), timestamper=timestamper)


def _room(pair: KeyPair) -> int:
    """Return how many hex digits to leave for a signature without a timestamp; pyHanko would sign twice to find out."""
    certificates = sum(len(one.public_bytes(Encoding.DER)) for one in (pair.certificate, *pair.chain))
    return 2 * (certificates + pair.key.key_size // 8 + BESIDE_CERTIFICATES)


def _simple_signer(pair: KeyPair) -> SimpleSigner:
    """Return pyHanko's signer for a key and its chain; the root itself is left out of the signature."""
    store = SimpleCertificateStore()
    store.register_multiple(asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in pair.chain)
    private = pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(pair.certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=store,
        embed_roots=False,
    )


class _SignerAt(PdfSigner):
    """pyHanko's signer, told the time instead of asking the clock."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:  # noqa: FBT001, FBT002 - pyHanko's own signature
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


@dataclass(frozen=True)
class _DrawnStyle(BaseStampStyle):
    """Hands the field's box to our own drawing."""

    appearance: Appearance | None = None
    at: datetime | None = None

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> BaseStamp | None:
        """Return the drawing, or nothing when the signature shall stay invisible."""
        del text_params
        if self.appearance is None or self.at is None:
            return None
        return _Drawn(writer, box, self, self.appearance, self.at)


class _Drawn(BaseStamp):
    """The content of a signature field."""

    def __init__(
        self, writer: BasePdfFileWriter, box: BoxConstraints, style: _DrawnStyle, appearance: Appearance, at: datetime
    ) -> None:
        super().__init__(writer, style, box)
        self._target = writer
        self._appearance = appearance
        self._at = at

    def as_form_xobject(self) -> Any:
        """Return the form, compressed: outlines are long."""
        form = super().as_form_xobject()
        form.compress()
        return form

    def render(self) -> bytes:
        """Return the operators of the drawing, and of the agency's own picture when it gave one."""
        width, height = self.box.width, self.box.height
        operators = draw(self._appearance, width, height, self._at)
        if self._appearance.image is None:
            return operators
        return operators + self._picture(self._appearance.image, width, height)

    def _picture(self, image: bytes, width: float, height: float) -> bytes:
        """Embed the PNG with its transparency and return the operators that place it, whole and centred."""
        with PIL.Image.open(io.BytesIO(image), formats=["PNG"]) as picture:
            picture.load()
            pixels = picture.convert("RGBA")
        left, bottom, room_x, room_y = picture_box(self._appearance.kind, width, height)
        scale = min(room_x / pixels.width, room_y / pixels.height)
        wide, tall = pixels.width * scale, pixels.height * scale
        name = pdf_name("/Picture")
        self.set_resource(ResourceType.XOBJECT, name, pil_image(pixels, self._target))
        x, y = left + (room_x - wide) / 2, bottom + (room_y - tall) / 2
        return f"\nq {wide:.3f} 0 0 {tall:.3f} {x:.3f} {y:.3f} cm /Picture Do Q".encode()
