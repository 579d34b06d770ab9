-- Nobody wins twice in one class.
SELECT
    'O202' AS code, b.file,
    '/results/' || CAST(b.ord AS STRING) || CASE WHEN b.winner IS NULL THEN '/number' ELSE '/winner' END
        AS pointer,
    COALESCE(b.winner, b.number) AS winner, b.class, a.file AS related_file,
    '/results/' || CAST(min(a.ord) AS STRING) AS related_pointer
FROM award__results AS b
JOIN award__results AS a
    ON a.file = b.file AND a.class = b.class AND a.ord < b.ord
    AND COALESCE(a.winner, a.number) = COALESCE(b.winner, b.number)
GROUP BY b.file, b.ord, b.winner, b.number, b.class, a.file
ORDER BY file, pointer, code
