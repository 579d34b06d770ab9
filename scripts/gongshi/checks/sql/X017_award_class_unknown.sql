-- A result names a class of its own award round.
SELECT
    'X017' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/class' AS pointer,
    r.class, r.file AS related_file, '/classes' AS related_pointer
FROM award__results AS r
WHERE NOT EXISTS (SELECT 1 FROM award__classes AS c WHERE c.file = r.file AND c.id = r.class)
ORDER BY file, pointer, code
