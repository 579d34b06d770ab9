-- The level of a local honor is that of a body that grants it: a higher one would be claimed without
-- right, a lower one would pass by the approval that the level needs (domain.md 1.7).
SELECT
    'O224' AS code, h.file, '/level' AS pointer, h.level AS level_choice,
    b.level AS granter_choice, b.id AS granter, b.file AS related_file, '/level' AS related_pointer
FROM honor AS h
JOIN honor__granted_by AS g ON g.file = h.file AND g.ord = 0
JOIN body AS b ON b.id = g.value
WHERE h.basis = 'local'
    AND NOT EXISTS (
        SELECT 1
        FROM honor__granted_by AS o
        JOIN body AS granter ON granter.id = o.value
        WHERE o.file = h.file AND (granter.level IS NULL OR granter.level = h.level)
    )
ORDER BY file, pointer, code
