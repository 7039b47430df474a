"""Dossiers by the million, made in the database itself: INSERT … SELECT, the indexes built once the rows are there.

A tenth of the dossiers is open: most of these wait at the counter, others are held by an officer, some wait for a
supplement and have no date. Names are as common as they are in the country. Each dossier has its tasks, its file, the
words by which it is found, and late ones the notices of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from benchmarks.town.agencies import Town

FAMILIES = "Nguyễn:38 Trần:11 Lê:10 Phạm:7 Hoàng:5 Huỳnh:5 Phan:5 Vũ:4 Võ:4 Đặng:3 Bùi:2 Đỗ:2 Hồ:1 Ngô:1 Dương:1 Lý:1"
MIDDLES = "Thị:35 Văn:25 Đức:5 Minh:5 Ngọc:5 Thanh:4 Hữu:4 Quang:4 Thu:3 Xuân:3 Kim:3 Gia:2 Bảo:1 Hồng:1"
GIVEN = (
    "Anh:6 Hoa:4 Lan:4 Hùng:4 Dũng:4 Hương:4 Tuấn:4 Linh:4 Trang:3 Mai:3 Hà:3 Nam:3 Sơn:3 Thảo:3 Long:3 Hải:3 Phương:3"
    " Thu:3 Bình:3 Cường:2 Hạnh:2 Khánh:2 Lâm:2 Nga:2 Oanh:2 Phúc:2 Quân:2 Tâm:2 Uyên:2 Vân:2 Yến:2 Đạt:2 Giang:2"
    " Hòa:2 Kiên:2 Lợi:1 Mạnh:1 Nhung:1 Phong:1 Quỳnh:1 Tùng:1 Vinh:1 Xuyến:1 Ý:1"
)
SECTORS = (
    "ho-tich:30 chung-thuc:25 dat-dai:10 xay-dung:8 cu-tru:8 ho-kinh-doanh:6 bao-tro-xa-hoi:5 an-toan-thuc-pham:4"
    " doanh-nghiep:3 ly-lich-tu-phap:1"
)
TABLES = ("dossiers", "tasks", "attachments", "search_words", "deadline_notices", "letters")

DICE = """
CREATE UNLOGGED TABLE dice AS
SELECT n, random() a, random() b, random() c, random() d, random() e, random() f, random() g, random() h
FROM generate_series(1, :count) n
"""
PLACES = """
CREATE UNLOGGED TABLE filed AS
SELECT n, agency_no, agencies[agency_no] AS agency_id, uuidv7(-old) AS id, now() - old AS submitted_at, is_open,
    'H26.' || (100 + agency_no) || '-' || to_char(now() - old, 'YYYYMMDD') || '-' || lpad((n % 10000000)::text, 7, '0')
        AS code,
    sectors[1 + floor(d * cardinality(sectors))::int] AS sector,
    families[1 + floor(e * cardinality(families))::int] || ' ' || middles[1 + floor(f * cardinality(middles))::int]
        || ' ' || given[1 + floor(g * cardinality(given))::int] AS name,
    '0' || lpad((10000000000 + n)::text, 11, '0') AS number,
    '09' || lpad((n::bigint * 7919 % 100000000)::text, 8, '0') AS phone,
    h AS place, c AS held,
    CASE WHEN h < 0.45 THEN 'receptionist' WHEN h < 0.95 THEN 'leader' ELSE 'clerk' END AS role,
    CASE WHEN h < 0.45 OR h > 0.9 AND h < 0.95 THEN NULL ELSE now() + (c * 30 - 8) * interval '1 day' END AS due_at
FROM (
    SELECT *, b < 0.1 AS is_open,
        CASE WHEN a < 0.1 THEN 1 ELSE 2 + floor((a - 0.1) / 0.9 * (cardinality(agencies) - 1))::int END AS agency_no,
        CASE WHEN b < 0.1 THEN c * interval '20 days' ELSE interval '20 days' + c * interval '345 days' END AS old
    FROM dice, (SELECT CAST(:agencies AS uuid[]) agencies, CAST(:sectors AS text[]) sectors,
        CAST(:families AS text[]) families, CAST(:middles AS text[]) middles, CAST(:given AS text[]) given) lists
) thrown
"""
DOSSIERS = """
INSERT INTO dossiers (id, code, agency_id, receiving_agency_id, procedure_code, version_id, version_digest, offer_id,
    offer_digest, title, sector, applicant_id, applicant_name, owner_name, owner_number, filed_on_behalf, channel,
    delivery, status, submitted_at, accepted_at, due_at, promised_date, closed_at, ended_at_step, event_count,
    lock_version)
SELECT id, code, agency_id, agency_id, :procedure, :version, :digest, :offer, :digest, 'Hồ sơ mười lăm mục', sector,
    uuidv7(), name, name, number, false, 'online', 'online',
    CASE WHEN NOT is_open THEN 10 WHEN place < 0.45 THEN 1 WHEN place > 0.9 AND place < 0.95 THEN 5 ELSE 4 END,
    submitted_at, CASE WHEN place >= 0.45 THEN submitted_at + interval '1 hour' END, CASE WHEN is_open THEN due_at END,
    CASE WHEN is_open THEN due_at::date END, CASE WHEN NOT is_open THEN submitted_at + interval '3 days' END,
    CASE WHEN NOT is_open THEN 'da_tra' END, 5, 4
FROM filed
"""
TASKS = """
INSERT INTO tasks (id, dossier_id, agency_id, sector, step, role, officer_id, opened_at, due_at, closed_at, closed_by,
    action)
SELECT uuidv7(submitted_at - now()), f.id, agency_id, sector,
    CASE f.role WHEN 'receptionist' THEN 'tiep_nhan' WHEN 'leader' THEN 'ky' ELSE 'dong_dau' END, f.role,
    CASE WHEN held < CASE f.role WHEN 'receptionist' THEN 0.1 ELSE 0.8 END THEN crew.officer_id END, submitted_at,
    due_at, NULL, NULL, NULL
FROM filed f JOIN crew ON crew.agency_no = f.agency_no AND crew.role = f.role AND crew.k = 1 + n % crew.of
WHERE is_open
UNION ALL
SELECT uuidv7(submitted_at - now()), f.id, agency_id, sector, step, done.role, crew.officer_id, submitted_at, NULL,
    submitted_at + nth * interval '1 day', crew.officer_id, 'di'
FROM filed f
JOIN (VALUES ('tiep_nhan', 'receptionist', 1), ('ky', 'leader', 2), ('dong_dau', 'clerk', 3)) done (step, role, nth)
    ON NOT is_open
JOIN crew ON crew.agency_no = f.agency_no AND crew.role = done.role AND crew.k = 1 + n % crew.of
"""
FILES = """
INSERT INTO attachments (id, agency_id, dossier_id, document, filename, media_type, size, sha256, uploaded_by,
    uploaded_at, state, scan, sent_sha256)
SELECT uuidv7(), agency_id, id, 'giay_to', 'giay-to.pdf', 'application/pdf', 1000, repeat('0', 64), id, submitted_at,
    'ready', 'clean', repeat('0', 64)
FROM filed
"""
WORDS = """
INSERT INTO search_words (agency_id, word, submitted_at, dossier_id)
SELECT DISTINCT agency_id, word, submitted_at, id
FROM filed,
    unnest(string_to_array(folded(name), ' ') || ARRAY[lower(code), split_part(code, '-', 3), number, phone]) word
"""
NOTICES = """
INSERT INTO deadline_notices (id, dossier_id, agency_id, level, role, promised_date, told_at)
SELECT uuidv7(), id, agency_id, level, CASE level WHEN 'head' THEN 'department_head' END, due_at::date, now()
FROM filed, unnest(ARRAY['soon', 'today', 'overdue', 'head']) level
WHERE due_at < now() AND (is_open OR n % 10 = 0)
"""
LETTERS = """
INSERT INTO letters (id, dossier_id, agency_id, person_id, at, text, read_at)
SELECT uuidv7(), id, agency_id, id, submitted_at, 'Xin cho hỏi khi nào có kết quả?',
    CASE WHEN is_open AND n % 5 = 0 THEN NULL ELSE now() END
FROM filed WHERE n % 20 = 0 OR (is_open AND n % 5 = 0)
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'dossiers' AND tablename = ANY(:tables)
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
"""
REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid::regclass::text = ANY(:tables)
"""
FOLDED = """
CREATE FUNCTION pg_temp.folded(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT regexp_replace(lower(extensions.unaccent(name)), '\\m(l|t|k|m|v|n|h|b|c|d|g|q|r|s|x)y\\M', '\\1i', 'g') $$
"""


def fill(connection: Connection, town: Town, count: int) -> None:
    """Make ``count`` dossiers with all that belongs to them; the caller commits."""
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    connection.execute(text("SET LOCAL work_mem = '256MB'"))
    connection.execute(text("SELECT setseed(0.26)"))
    connection.execute(text(FOLDED.replace("\\\\", "\\")))
    _crew(connection, town)
    connection.execute(text(DICE), {"count": count})
    lists = {"sectors": SECTORS, "families": FAMILIES, "middles": MIDDLES, "given": GIVEN}
    spread = {name: _spread(words) for name, words in lists.items()}
    connection.execute(text(PLACES), {"agencies": list(town.agencies), **spread})
    refers = {
        "procedure": town.version.code,
        "version": town.version.id,
        "digest": town.version.digest,
        "offer": town.offer.id,
    }
    with _checks_at_the_end(connection):
        connection.execute(text(DOSSIERS), refers)
        for statement in (TASKS, FILES, WORDS.replace("folded(", "pg_temp.folded("), NOTICES, LETTERS):
            connection.execute(text(statement))
    for table in ("dice", "filed", "crew"):
        connection.execute(text(f"DROP TABLE {table}"))


def _spread(words: str) -> list[str]:
    """Return each word as often as it counts."""
    pairs = [one.split(":") for one in words.split()]
    return [word for word, times in pairs for _ in range(int(times))]


def _crew(connection: Connection, town: Town) -> None:
    connection.execute(text("CREATE UNLOGGED TABLE crew (agency_no int, role text, k int, officer_id uuid, of int)"))
    rows = [{"n": number, "role": role, "k": one, "officer": officer} for number, role, one, officer in town.crew]
    connection.execute(text("INSERT INTO crew VALUES (:n, :role, :k, :officer, 0)"), rows)
    connection.execute(
        text(
            "UPDATE crew SET of = (SELECT count(*) FROM crew all_of"
            " WHERE all_of.agency_no = crew.agency_no AND all_of.role = crew.role)"
        )
    )


@contextmanager
def _checks_at_the_end(connection: Connection) -> Iterator[None]:
    """Take indexes and references away while the rows are written, and make them again: once for all rows is faster."""
    found = connection.execute(text(INDEXES), {"tables": list(TABLES)}).all()
    references = connection.execute(text(REFERENCES), {"tables": list(TABLES)}).all()
    connection.execute(text("ALTER TABLE search_words DROP CONSTRAINT pk_search_words"))
    for table, name, _definition in references:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for name, _definition in found:
        connection.execute(text(f"DROP INDEX dossiers.{name}"))
    yield
    for _name, definition in found:
        connection.execute(text(definition))
    connection.execute(
        text(
            "ALTER TABLE search_words ADD CONSTRAINT pk_search_words"
            " PRIMARY KEY (agency_id, word, submitted_at, dossier_id)"
        )
    )
    for table, name, definition in references:
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
