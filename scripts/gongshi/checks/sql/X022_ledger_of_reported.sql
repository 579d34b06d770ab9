-- Local entries belong to local teams and units, never to those that are only known from a text.
WITH entry AS (
    SELECT file, '/team' AS pointer, team AS target FROM activity WHERE basis = 'local'
    UNION ALL
    SELECT file, '/team', team FROM roster
    UNION ALL
    SELECT file, '/unit', unit FROM donation
    UNION ALL
    SELECT file, '/unit', unit FROM withdrawal
    UNION ALL
    SELECT file, '/unit', unit FROM redemption
    UNION ALL
    SELECT file, '/unit', unit FROM reward
    UNION ALL
    SELECT file, '/unit', unit FROM staff
    UNION ALL
    SELECT file, '/unit', unit FROM need
),
known AS (
    SELECT id, basis, file, 'team' AS kind FROM team
    UNION ALL
    SELECT id, basis, file, 'unit' FROM unit
)
SELECT
    'X022' AS code, e.file, e.pointer, e.target, k.kind AS found_kinds, k.file AS related_file,
    '/basis' AS related_pointer
FROM entry AS e
JOIN known AS k ON k.id = e.target AND '/' || k.kind = e.pointer
WHERE k.basis = 'reported'
ORDER BY file, pointer, code
