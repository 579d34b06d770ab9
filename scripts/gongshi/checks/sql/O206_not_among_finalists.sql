-- Who passes a stage passed the one before it, and who wins passed the last, as far as stages say
-- who passed.
WITH passed AS (
    SELECT f.file, f.parent AS stage, f.ord, f.value AS who FROM award__stages__finalists AS f
),
listed AS (
    SELECT DISTINCT file, stage FROM passed
),
entrant AS (
    SELECT
        p.file, '/stages/' || CAST(p.stage AS STRING) || '/finalists/' || CAST(p.ord AS STRING)
            AS pointer,
        p.who, max(l.stage) AS before
    FROM passed AS p
    JOIN listed AS l ON l.file = p.file AND l.stage < p.stage
    GROUP BY p.file, p.stage, p.ord, p.who
    UNION ALL
    SELECT r.file, '/results/' || CAST(r.ord AS STRING) || '/winner', r.winner, max(l.stage)
    FROM award__results AS r
    JOIN listed AS l ON l.file = r.file
    WHERE r.winner IS NOT NULL
    GROUP BY r.file, r.ord, r.winner
)
SELECT
    'O206' AS code, e.file, e.pointer, e.who, s.name AS stage, s.file AS related_file,
    '/stages/' || CAST(s.ord AS STRING) || '/finalists' AS related_pointer
FROM entrant AS e
JOIN award__stages AS s ON s.file = e.file AND s.ord = e.before
WHERE NOT EXISTS (
    SELECT 1 FROM passed AS p WHERE p.file = e.file AND p.stage = e.before AND p.who = e.who
)
ORDER BY file, pointer, code
