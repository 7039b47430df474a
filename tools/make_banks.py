"""Write forms/data/banks.json from the bank list of the npm package vietnam-qr-pay (MIT).

Unpack the package somewhere (`npm pack vietnam-qr-pay`), turn its list into JSON with Node, and hand it in:

    node -p 'JSON.stringify(require("./package").BanksObject)' > banks.json
    python tools/make_banks.py banks.json
"""

import json
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parent.parent / "forms" / "data" / "banks.json"
SUPERSEDED = {"Ocean Bank", "DongA Bank", "LienVietPostBank"}
"""Banks that live on under another name with the same BIN."""
NO_BANKS = {"MoMo"}
RENAMED = {
    "970430": ("PGBank", "Ngân hàng TMCP Thịnh vượng và Phát triển"),
    "970444": ("VCBNeo", "Ngân hàng Thương mại TNHH MTV Ngoại thương Công nghệ số"),
    "796500": ("DBS Bank", "Ngân hàng TNHH MTV Phát triển Singapore - Chi nhánh TP. Hồ Chí Minh"),
}
"""Names newer than the package's, or written out."""
MISSING = {
    "533948": ("Citibank", "Ngân hàng Citibank, N.A. - Chi nhánh Hà Nội"),
    "970466": ("KEB Hana HCM", "Ngân hàng KEB Hana - Chi nhánh TP. Hồ Chí Minh"),
    "970467": ("KEB Hana HN", "Ngân hàng KEB Hana - Chi nhánh Hà Nội"),
    "999888": ("VBSP", "Ngân hàng Chính sách xã hội"),
}
"""Banks of the NAPAS list that the package does not have."""


def read(path: Path) -> dict[str, tuple[str, str]]:
    """Return (short name, full name) of each bank by its BIN."""
    listed = json.loads(path.read_text(encoding="utf-8")).values()
    found = {
        one["bin"]: (one["shortName"], one["name"])
        for one in listed
        if one["bin"] and one["shortName"] not in SUPERSEDED | NO_BANKS
    }
    return found | RENAMED | MISSING


def main() -> None:
    """Write the file."""
    banks = {
        code: {"short": short, "vi": unicodedata.normalize("NFC", name)}
        for code, (short, name) in sorted(read(Path(sys.argv[1])).items())
    }
    source = (
        "BINs of the NAPAS interbank network, as in the npm package vietnam-qr-pay 1.5.1 (MIT); tools/make_banks.py"
    )
    text = json.dumps({"source": source, "names": banks}, ensure_ascii=False, indent=0, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{len(banks)} banks")


if __name__ == "__main__":
    main()
