"""Write forms/data/countries.json from the CLDR names in the PyPI package babel (BSD, data under the Unicode licence).

Run where babel is installed (a development environment has it):

    python tools/make_countries.py
"""

import json
import unicodedata
from pathlib import Path

import babel
from babel import Locale

TARGET = Path(__file__).parent.parent / "forms" / "data" / "countries.json"
NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "CQ", "XK"}
"""Codes in CLDR that ISO 3166-1 does not assign to a country."""
OFFICIAL = {"TW": {"vi": "Đài Loan (Trung Quốc)", "en": "Taiwan (China)"}}
"""Names that the state writes otherwise."""
COUNT = 249
"""How many codes ISO 3166-1 assigns."""


def read() -> dict[str, dict[str, str]]:
    """Return the names of each country by its code of two letters."""
    names = {
        language: {str(code): str(name) for code, name in Locale(language).territories.items()}
        for language in ("vi", "en")
    }
    codes = sorted(
        code for code in names["vi"] if len(code) == len("VN") and code.isalpha() and code not in NO_COUNTRIES
    )
    found = {code: {language: names[language][code] for language in names} for code in codes} | OFFICIAL
    return {
        code: {key: unicodedata.normalize("NFC", word) for key, word in text.items()} for code, text in found.items()
    }


def main() -> None:
    """Write the file."""
    countries = read()
    if len(countries) != COUNT:
        raise SystemExit(f"{len(countries)} countries, but ISO 3166-1 has {COUNT}: look at NO_COUNTRIES")
    source = f"ISO 3166-1 alpha-2; names of CLDR as in babel {babel.__version__}, written by tools/make_countries.py"
    text = json.dumps({"source": source, "names": countries}, ensure_ascii=False, indent=0, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{len(countries)} countries")


if __name__ == "__main__":
    main()
