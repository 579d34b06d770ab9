-- A forge account and a signing key are one person's: with two ids one would verify what one records.
WITH held AS (
    SELECT file, id, '/forge_account' AS pointer, lower(forge_account) AS held FROM staff
    UNION ALL
    SELECT file, id, '/ssh_key', ssh_key FROM staff
),
shared AS (
    SELECT
        b.file, b.pointer, a.id AS other, a.file AS related_file,
        row_number() OVER (PARTITION BY b.file, b.pointer ORDER BY a.file) AS place
    FROM held AS a
    JOIN held AS b ON b.pointer = a.pointer AND b.held = a.held AND a.file < b.file
)
SELECT
    'X029' AS code, file, pointer, other, related_file, pointer AS related_pointer
FROM shared
WHERE place = 1
ORDER BY file, pointer, code
