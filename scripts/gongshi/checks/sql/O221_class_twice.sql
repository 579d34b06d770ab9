-- The classes of a round have ids of their own: results name them by it.
SELECT
    'O221' AS code, b.file, '/classes/' || CAST(b.ord AS STRING) || '/id' AS pointer, b.id AS class,
    a.file AS related_file, '/classes/' || CAST(min(a.ord) AS STRING) || '/id' AS related_pointer
FROM award__classes AS b
JOIN award__classes AS a ON a.file = b.file AND a.id = b.id AND a.ord < b.ord
GROUP BY b.file, b.ord, b.id, a.file
ORDER BY file, pointer, code
