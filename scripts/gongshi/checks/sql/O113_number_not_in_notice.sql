-- Who gains by a round under notice stood in the notice, so that anyone could object.
SELECT
    'O113' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/number' AS pointer, r.number,
    w.notice, n.file AS related_file, '/about' AS related_pointer
FROM award__results AS r
JOIN award AS w ON w.file = r.file AND w.basis = 'local'
JOIN notice AS n ON n.id = w.notice
WHERE r.number IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM notice__numbers AS m WHERE m.file = n.file AND m.value = r.number
    )
ORDER BY file, pointer, code
