-- A round for stars gives each volunteer or unit one star, whatever its classes.
SELECT
    'O219' AS code, b.file, '/results/' || CAST(b.ord AS STRING) || '/star' AS pointer,
    COALESCE(b.winner, b.number) AS winner, CAST(b.star AS STRING) AS star,
    CAST(max(a.star) AS STRING) AS other_star, a.file AS related_file,
    '/results/' || CAST(min(a.ord) AS STRING) || '/star' AS related_pointer
FROM award__results AS b
JOIN award__results AS a
    ON a.file = b.file AND a.ord < b.ord AND a.class <> b.class AND a.star IS NOT NULL
    AND COALESCE(a.winner, a.number) = COALESCE(b.winner, b.number)
WHERE b.star IS NOT NULL
GROUP BY b.file, b.ord, b.winner, b.number, b.star, a.file
ORDER BY file, pointer, code
