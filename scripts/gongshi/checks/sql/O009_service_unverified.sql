-- A need counts as served once the service that it names has been verified.
SELECT
    'O009' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/activity' AS pointer,
    e.activity, a.file AS related_file, '/id' AS related_pointer
FROM need__events AS e
JOIN activity AS a ON a.id = e.activity
WHERE a.verified_on IS NULL
ORDER BY file, pointer, code
