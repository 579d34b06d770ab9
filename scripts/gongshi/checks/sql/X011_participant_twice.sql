-- A volunteer stands once in an activity.
SELECT
    'X011' AS code, p.file, '/participants/' || CAST(p.ord AS STRING) || '/number' AS pointer,
    p.number, p.file AS related_file,
    '/participants/' || CAST(min(before.ord) AS STRING) || '/number' AS related_pointer
FROM activity__participants AS p
JOIN activity__participants AS before
    ON before.file = p.file AND before.number = p.number AND before.ord < p.ord
GROUP BY p.file, p.ord, p.number
ORDER BY file, pointer, code
