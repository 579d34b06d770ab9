-- A volunteer stands once in an activity.
WITH numbered AS (
    SELECT file, number, ord, min(ord) OVER (PARTITION BY file, number) AS first
    FROM activity__participants
)
SELECT
    'X011' AS code, file, '/participants/' || CAST(ord AS STRING) || '/number' AS pointer, number,
    file AS related_file, '/participants/' || CAST(first AS STRING) || '/number' AS related_pointer
FROM numbered
WHERE ord > first
ORDER BY file, pointer, code
