-- Every part of a declared sum has a value.
SELECT
    'X007' AS code, o.file, '/sum_of/' || CAST(o.ord AS STRING) AS pointer, o.value AS part,
    p.file AS related_file, '/words' AS related_pointer
FROM statistic__sum_of AS o
JOIN statistic AS p ON p.id = o.value
WHERE p.value IS NULL
ORDER BY file, pointer, code
