-- A place in a class (or its category) is given once; two may share it with equal scores.
SELECT
    'O201' AS code, b.file, '/results/' || CAST(b.ord AS STRING) || '/rank' AS pointer,
    CAST(b.rank AS STRING) AS rank, b.class, a.file AS related_file,
    '/results/' || CAST(min(a.ord) AS STRING) || '/rank' AS related_pointer
FROM award__results AS b
JOIN award__results AS a
    ON a.file = b.file AND a.class = b.class AND a.ord < b.ord AND a.rank = b.rank
    AND COALESCE(a.category, '') = COALESCE(b.category, '')
WHERE (CAST(a.score AS DECIMAL(6, 2)) = CAST(b.score AS DECIMAL(6, 2))) IS NOT TRUE
GROUP BY b.file, b.ord, b.rank, b.class, a.file
ORDER BY file, pointer, code
