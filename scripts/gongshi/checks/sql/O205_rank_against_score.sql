-- Within a class (or its category) a better place has no lower score.
SELECT
    'O205' AS code, b.file, '/results/' || CAST(b.ord AS STRING) || '/rank' AS pointer,
    CAST(b.rank AS STRING) AS rank, b.score, CAST(max(a.rank) AS STRING) AS other_rank,
    max(a.score) AS other_score, a.file AS related_file,
    '/results/' || CAST(max(a.ord) AS STRING) || '/score' AS related_pointer
FROM award__results AS b
JOIN award__results AS a
    ON a.file = b.file AND a.class = b.class AND COALESCE(a.category, '') = COALESCE(b.category, '')
    AND a.rank > b.rank AND CAST(a.score AS DECIMAL(6, 2)) > CAST(b.score AS DECIMAL(6, 2))
WHERE NOT EXISTS (
    SELECT 1
    FROM award__results AS c
    WHERE c.file = b.file AND c.class = b.class
        AND COALESCE(c.category, '') = COALESCE(b.category, '')
        AND c.rank > b.rank AND CAST(c.score AS DECIMAL(6, 2)) > CAST(b.score AS DECIMAL(6, 2))
        AND (c.rank > a.rank OR (c.rank = a.rank AND c.ord > a.ord))
)
GROUP BY b.file, b.ord, b.rank, b.score, a.file
ORDER BY file, pointer, code
