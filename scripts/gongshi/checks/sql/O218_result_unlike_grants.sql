-- Each result of a round for stars says which star, of one for badges which badge, and no other does.
WITH wrong AS (
    SELECT r.file, min(r.ord) AS ord
    FROM award__results AS r
    JOIN award AS w ON w.file = r.file AND w.basis = 'local'
    WHERE (r.star IS NOT NULL) <> (w.grants = 'star')
        OR (r.badge IS NOT NULL) <> (w.grants = 'badge')
    GROUP BY r.file
)
SELECT
    'O218' AS code, w.file, '/grants' AS pointer, w.grants AS grants_choice, w.file AS related_file,
    '/results/' || CAST(wrong.ord AS STRING) AS related_pointer
FROM wrong
JOIN award AS w ON w.file = wrong.file
ORDER BY file, pointer, code
