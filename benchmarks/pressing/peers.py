"""The peers: WeasyPrint and pyHanko called directly, with everything at hand that they can have at hand.

WeasyPrint is given the HTML with the QR code in it and the style sheet parsed, and leaves the paper's fields as check
boxes. pyHanko is given the key opened and the appearance drawn, and adds the field itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pikepdf
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from benchmarks.pressing.samples import MADE_AT
from portal.papers.appearance import draw
from portal.papers.base import LEADER, Appearance
from portal.papers.keys import load_key
from portal.papers.resources import fetcher, style_sheets

Box = tuple[int, int, int, int]
NO_MARGINS = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins.uniform(0))


def weasyprint(html: str) -> Callable[[], bytes]:
    """Return what renders ``html`` as the portal wants its papers: PDF/A-3u, tagged, sRGB as output intent."""
    from weasyprint import CSS, HTML
    from weasyprint.css import ColorProfile

    sheets = [CSS(string=style_sheets()["paper.css"].decode(), url_fetcher=fetcher())]
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

    def render() -> bytes:
        srgb = ColorProfile(io.BytesIO(profile), "sRGB", "relative-colorimetric", ("r", "g", "b"))
        return bytes(
            HTML(string=html, url_fetcher=fetcher()).write_pdf(
                stylesheets=sheets,
                color_profiles={"srgb": srgb},
                output_intent="srgb",
                pdf_variant="pdf/a-3u",
                pdf_tags=True,
            )
        )

    return render


def pyhanko(folder: Path, key: str, box: Box, appearance: Appearance) -> Callable[[bytes], bytes]:
    """Return what signs a PDF as a leader signs: PAdES-B-B with SHA-256, visible in ``box`` of the first page."""
    signer = _signer(folder, key)
    size = BoxConstraints(width=box[2] - box[0], height=box[3] - box[1])
    picture = RawContent(draw(appearance, size.width, size.height, MADE_AT), box=size)
    style = StaticStampStyle(border_width=0, background=picture, background_layout=NO_MARGINS, background_opacity=1)
    field = SigFieldSpec(LEADER, on_page=0, box=box)
    metadata = PdfSignatureMetadata(
        LEADER,
        md_algorithm="sha256",
        name=appearance.name,
        reason="Ban hành",
        location="Ba Đình",
        subfilter=SigSeedSubFilter.PADES,
    )

    def sign(pdf: bytes) -> bytes:
        pdf_signer = PdfSigner(metadata, signer, stamp_style=style, new_field_spec=field)
        return bytes(pdf_signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getbuffer())

    return sign


def field_box(pdf: bytes) -> Box:
    """Return where the leader signs."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (field,) = [one for one in opened.Root.AcroForm.Fields if str(one.T) == LEADER]
        left, bottom, right, top = (round(float(side)) for side in field.Rect)
        return left, bottom, right, top


def _signer(folder: Path, key: str) -> SimpleSigner:
    pair = load_key(folder, key)
    store = SimpleCertificateStore()
    store.register_multiple(x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in pair.chain)
    return SimpleSigner(
        signing_cert=x509.Certificate.load(pair.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=store,
        embed_roots=False,
    )
