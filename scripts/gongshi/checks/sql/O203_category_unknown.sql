-- A local result names one of the categories that its class has.
SELECT
    'O203' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/category' AS pointer,
    r.category, r.class, c.file AS related_file, '/classes/' || CAST(c.ord AS STRING)
        AS related_pointer
FROM award__results AS r
JOIN award AS w ON w.file = r.file AND w.basis = 'local'
JOIN award__classes AS c ON c.file = r.file AND c.id = r.class
WHERE r.category IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM award__classes__categories AS k
        WHERE k.file = c.file AND k.parent = c.ord AND k.value = r.category
    )
ORDER BY file, pointer, code
