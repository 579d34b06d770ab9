-- A badge is granted to a volunteer who has earned it by its rule, in the period appraised if the
-- round names one (domain.md E4).
SELECT
    'O220' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/badge' AS pointer, r.number,
    r.badge
FROM award__results AS r
JOIN award AS w ON w.file = r.file AND w.basis = 'local'
WHERE r.number IS NOT NULL AND r.revoked_on IS NULL
    AND EXISTS (SELECT 1 FROM policy__badges AS known WHERE known.id = r.badge)
    AND NOT EXISTS (
        SELECT 1
        FROM badge AS b
        WHERE b.number = r.number AND b.rule = r.badge
            AND (w.appraises IS NULL OR b.period = 'all' OR b.period LIKE w.appraises || '%')
    )
ORDER BY file, pointer, code
