-- A badge that is granted is one of those that local policies speak of.
SELECT
    'O214' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/badge' AS pointer, r.badge
FROM award__results AS r
JOIN award AS w ON w.file = r.file AND w.basis = 'local'
WHERE r.badge IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM policy__badges AS b
        JOIN policy AS p ON p.file = b.file AND p.basis = 'local'
        WHERE b.id = r.badge
    )
ORDER BY file, pointer, code
