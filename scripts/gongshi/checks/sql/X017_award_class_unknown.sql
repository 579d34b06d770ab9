-- A result or nomination names a class of its own award round.
WITH named AS (
    SELECT file, '/results/' || CAST(ord AS STRING) || '/class' AS pointer, class
    FROM award__results
    UNION ALL
    SELECT file, '/nominations/' || CAST(ord AS STRING) || '/class', class
    FROM award__nominations
    WHERE class IS NOT NULL
)
SELECT
    'X017' AS code, n.file, n.pointer, n.class, n.file AS related_file,
    '/classes' AS related_pointer
FROM named AS n
WHERE NOT EXISTS (SELECT 1 FROM award__classes AS c WHERE c.file = n.file AND c.id = n.class)
ORDER BY file, pointer, code
