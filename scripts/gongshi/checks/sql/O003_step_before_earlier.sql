-- No step of a need lies before the one that it follows.
SELECT
    'O003' AS code, s.file, '/events/' || CAST(s.ord AS STRING) || '/at' AS pointer, s.at,
    s.before_at AS earlier, s.file AS related_file,
    '/events/' || CAST(s.ord - 1 AS STRING) || '/at' AS related_pointer
FROM order_step AS s
WHERE s.at < s.before_at
ORDER BY file, pointer, code
