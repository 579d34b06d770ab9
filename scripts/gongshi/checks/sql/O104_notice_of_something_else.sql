-- The notice that an award round or honor names announces it; an honor's may announce its round.
WITH named AS (
    SELECT file, id, notice, CAST(NULL AS STRING) AS award
    FROM award
    WHERE basis = 'local' AND notice IS NOT NULL
    UNION ALL
    SELECT file, id, notice, award FROM honor WHERE basis = 'local' AND notice IS NOT NULL
)
SELECT
    'O104' AS code, e.file, '/notice' AS pointer, e.notice, e.id, n.file AS related_file,
    '/id' AS related_pointer
FROM named AS e
JOIN notice AS n ON n.id = e.notice
WHERE NOT EXISTS (
    SELECT 1
    FROM notice__about AS m
    WHERE m.file = n.file AND (m.value = e.id OR m.value = e.award)
)
ORDER BY file, pointer, code
