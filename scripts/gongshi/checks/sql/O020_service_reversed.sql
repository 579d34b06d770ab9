-- The service that a need names still stands: no correction has reversed the whole of it.
SELECT
    'O020' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/activity' AS pointer,
    e.activity, c.id AS correction, c.file AS related_file, '/entry' AS related_pointer
FROM need__events AS e
JOIN correction AS c ON c.entry = e.activity
WHERE c.number IS NULL AND c.verified_on IS NOT NULL
ORDER BY file, pointer, code
