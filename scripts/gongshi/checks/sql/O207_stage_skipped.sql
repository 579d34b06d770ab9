-- A local stage that leaves so many says who they are, before a later stage or the results do.
SELECT
    'O207' AS code, s.file, '/stages/' || CAST(s.ord AS STRING) || '/places' AS pointer, s.name
        AS stage,
    CAST(s.places AS STRING) AS places
FROM award__stages AS s
JOIN award AS w ON w.file = s.file AND w.basis = 'local'
WHERE s.places IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM award__stages__finalists AS f WHERE f.file = s.file AND f.parent = s.ord
    )
    AND (
        EXISTS (SELECT 1 FROM award__results AS r WHERE r.file = s.file)
        OR EXISTS (
            SELECT 1 FROM award__stages__finalists AS f WHERE f.file = s.file AND f.parent > s.ord
        )
    )
ORDER BY file, pointer, code
