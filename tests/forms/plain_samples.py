"""Samples of the types whose answers have a form of their own: lists of the state, times, numbers on papers."""

from __future__ import annotations

from tests.forms.sample import AROUND, Sample, day


def days(start: str, end: str) -> dict[str, str]:
    """Return what is typed into the six boxes of a range; an empty end is left blank."""
    boxes = {"start": day(start), "end": day(end or "//")}
    return {f"{name}-{part}": text for name, box in boxes.items() for part, text in box.items()}


def span(count: str, unit: str) -> dict[str, str]:
    return {"count": count, "unit": unit}


def account(bank: str, number: str, holder: str) -> dict[str, str]:
    return {"bank": bank, "number": number, "holder": holder}


def parcel(number: str, sheet: str) -> dict[str, str]:
    return {"parcel": number, "sheet": sheet}


PLAIN: dict[str, Sample] = {
    "partial_date": Sample(
        {"max": "today", "min": "1900-01-01"},
        [
            (day("//1950"), "1950", "1950"),
            (day("/3/1950"), "1950-03", "03/1950"),
            (day("27/3/1950"), "1950-03-27", "27/03/1950"),
            (day("//2026"), "2026", "2026"),
        ],
        [
            (day("27//1950"), "date_part"),
            (day("27/3/"), "date_part"),
            (day("/13/1950"), "no_such_month"),
            (day("30/2/1950"), "no_such_day"),
            (day("//50"), "short_year"),
            (day("//9999"), "not_date"),
            (day("x//1950"), "date_part"),
            (day("/x/1950"), "not_date"),
        ],
        unfit=[(day("//2027"), AROUND, "too_late"), (day("/12/1899"), AROUND, "too_early")],
        bad_keys=[({"least": "hour"}, "not known"), ({"max": "soon"}, "no day")],
    ),
    "date_range": Sample(
        {"min": "2020-01-01", "max": "today + 1 year", "max_days": 366},
        [
            (
                days("1/9/2025", "31/5/2026"),
                {"start": "2025-09-01", "end": "2026-05-31"},
                "từ 01/09/2025 đến 31/05/2026",
            ),
            (
                days("1/9/2025", "1/9/2025"),
                {"start": "2025-09-01", "end": "2025-09-01"},
                "từ 01/09/2025 đến 01/09/2025",
            ),
        ],
        [
            (days("1/9/2025", ""), "required"),
            (days("//", "1/9/2025"), "required"),
            (days("2/9/2025", "1/9/2025"), "ends_before_start"),
            (days("1/1/2025", "31/12/2026"), "too_many_days"),
            (days("31/2/2025", "1/9/2025"), "no_such_day"),
            (days("1/2/2025", "1/9/"), "date_part"),
        ],
        unfit=[
            (days("31/12/2019", "2/1/2020"), AROUND, "too_early"),
            (days("1/11/2027", "2/12/2027"), AROUND, "too_late"),
        ],
        bad_keys=[({"max_days": 0}, "outside"), ({"open": "yes"}, "true or false")],
    ),
    "time": Sample(
        {"min": "07:30", "max": "21:00"},
        [
            ("8:30", "08:30", "08:30"),
            ("8h30", "08:30", "08:30"),
            ("20 giờ 05 phút", "20:05", "20:05"),
            ("8 giờ", "08:00", "08:00"),
            ("1430", "14:30", "14:30"),
            ("2:30 PM", "14:30", "14:30"),
            ("9 SA", "09:00", "09:00"),
        ],
        [
            ("14", "not_time"),
            ("8:3", "not_time"),
            ("trưa", "not_time"),
            ("13:00 am", "not_time"),
            ("24:00", "no_such_time"),
            ("8:60", "no_such_time"),
            ("7:29", "too_early_time"),
            ("21:01", "too_late_time"),
        ],
        bad_keys=[({"min": "7:30"}, "no time"), ({"max": 1080}, "no time"), ({"min": "22:00"}, "above max")],
    ),
    "duration": Sample(
        {"units": ["day", "month", "year"], "min": "30 days", "max": "2 years"},
        [
            (span("12", "month"), {"count": 12, "unit": "month"}, "12 tháng"),
            (span("2", "year"), {"count": 2, "unit": "year"}, "2 năm"),
            (span("1", "month"), {"count": 1, "unit": "month"}, "1 tháng"),
            (span("30", "day"), {"count": 30, "unit": "day"}, "30 ngày"),
        ],
        [
            (span("25", "month"), "too_large"),
            (span("731", "day"), "too_large"),
            (span("29", "day"), "too_small"),
            (span("0", "day"), "not_count"),
            (span("1,5", "year"), "not_count"),
            (span("", "year"), "not_count"),
            (span("6", ""), "required_choice"),
            (span("6", "week"), "required_choice"),
        ],
        bad_keys=[
            ({"units": ["quarter"]}, "a list of units"),
            ({"min": "3 years"}, "longer than max"),
            ({"max": "soon"}, "no length of time"),
        ],
    ),
    "sex": Sample(
        {},
        [("nu", "nu", "Nữ"), ("male", "nam", "Nam"), ("NAM", "nam", "Nam")],
        [("khac", "no_such_option"), ("<b>", "no_such_option")],
        bad_keys=[({"more": "co"}, "true or false"), ({"options": []}, "unknown key")],
    ),
    "country": Sample(
        {"first": ["LA", "VN"], "without": ["TW"]},
        [("LA", "LA", "Lào"), ("viet nam".upper(), "VN", "Việt Nam"), ("Vietnam", "VN", "Việt Nam")],
        [
            ("TW", "no_such_option"),
            ("XXA", "no_such_option"),
            ("Atlantis", "no_such_option"),
            ("vn\x00", "bad_character"),
        ],
        bad_keys=[
            ({"first": ["vn"]}, "no code of this list"),
            ({"without": "VN"}, "a list of codes"),
            ({"first": ["VN"], "without": ["VN"]}, "is left out"),
        ],
    ),
    "nationality": Sample(
        {"without": ["VN"]},
        [("FR", "FR", "Pháp"), ("XXA", "XXA", "Không quốc tịch"), ("không quốc tịch", "XXA", "Không quốc tịch")],
        [("VN", "no_such_option"), ("F" * 300, "too_long")],
        bad_keys=[({"without": [1]}, "no code of this list")],
    ),
    "ethnic_group": Sample(
        {},
        [("01", "01", "Kinh"), ("Ê-đê", "12", "Ê Đê"), ("Hmông", "08", "Mông"), ("54", "54", "Rơ Măm")],
        [("55", "no_such_option"), ("1", "no_such_option")],
        bad_keys=[({"more": 1}, "true or false")],
    ),
    "religion": Sample(
        {},
        [("khong", "khong", "Không"), ("Tin lành", "tin_lanh", "Tin Lành"), ("Baha'i", "bahai", "Tôn giáo Baha'i")],
        [("jedi", "no_such_option")],
        bad_keys=[({"more": True}, "unknown key")],
    ),
    "passport": Sample(
        {"issued_by": "vietnam"},
        [("c 1234567", "C1234567", "C1234567"), ("P12345678", "P12345678", "P12345678")],
        [
            ("12345678", "passport_vietnamese"),
            ("C123456", "passport_vietnamese"),
            ("C123456789", "passport_vietnamese"),
            ("ABC", "passport"),
            ("Đ1", "passport"),
        ],
        bad_keys=[
            ({"issued_by": "us"}, "not known"),
            ({"country": "nuoc"}, "issued_by says already"),
            ({"issued_by": "any", "country": "khong_co"}, "no country field"),
        ],
    ),
    "old_citizen_id": Sample(
        {},
        [("012 345 678", "012345678", "012345678")],
        [("000000000", "old_citizen_id"), ("12345678", "old_citizen_id"), ("01234567a", "old_citizen_id")],
    ),
    "business_code": Sample(
        {},
        [
            ("0100109106", "0100109106", "0100109106"),
            ("0100109106-001", "0100109106-001", "0100109106-001"),
        ],
        [("0100109107", "tax_code_digit"), ("001099012345", "business_code"), ("01001091ab", "business_code")],
        bad_keys=[({"kinds": ["shop"]}, "a list of kinds"), ({"kinds": []}, "a list of kinds")],
    ),
    "bank_account": Sample(
        {},
        [
            (
                account("970436", "0011 0012 34567", "Nguyễn Thị Lan"),
                account("970436", "0011001234567", "Nguyễn Thị Lan"),
                "0011001234567, Vietcombank (Ngân hàng TMCP Ngoại Thương Việt Nam), Nguyễn Thị Lan",
            ),
        ],
        [
            (account("", "0011001234567", "Lan"), "required_choice"),
            (account("970000", "0011001234567", "Lan"), "required_choice"),
            (account("970436", "", "Lan"), "account_number"),
            (account("970436", "12", "Lan"), "account_number"),
            (account("970436", "0011001234567", ""), "required"),
            (account("970436", "0011001234567", "9"), "required"),
        ],
        bad_keys=[({"holder": "no"}, "true or false")],
    ),
    "vehicle_plate": Sample(
        {},
        [
            ("30a 12345", "30A-123.45", "30A-123.45"),
            ("30A-1234", "30A-1234", "30A-1234"),
            ("51LD-001.23", "51LD-001.23", "51LD-001.23"),
            ("29-B1 234.56", "29-B1 234.56", "29-B1 234.56"),
            ("29B1-2345", "29-B1 2345", "29-B1 2345"),
            ("29MĐ1 12345", "29-MĐ1 123.45", "29-MĐ1 123.45"),
            ("80 NG 123 45", "80-NG-123-45", "80-NG-123-45"),
            ("80-123-NG-45", "80-123-NG-45", "80-123-NG-45"),
            ("TM 12 34", "TM-12-34", "TM-12-34"),
        ],
        [("30A", "plate_any"), ("3A-12345", "plate_any"), ("01A-12345", "plate_any"), ("30A-12345678", "plate_any")],
        bad_keys=[({"vehicle": "boat"}, "not known")],
    ),
    "land_parcel": Sample(
        {},
        [
            (parcel("125", "07"), parcel("125", "7"), "thửa đất số 125, tờ bản đồ số 7"),
            (parcel("12a", "TĐ 03"), parcel("12A", "TĐ 03"), "thửa đất số 12A, tờ bản đồ số TĐ 03"),
        ],
        [
            (parcel("125", ""), "required"),
            (parcel("", "7"), "required"),
            (parcel("mười", "7"), "parcel_number"),
            (parcel("12", "=7"), "parcel_number"),
        ],
    ),
}
