-- A minor is never shown by name.
SELECT
    'O310' AS code, m.file, '/members/' || CAST(m.ord AS STRING) || '/consent' AS pointer
FROM roster__members AS m
WHERE m.minor AND m.consent = 'name'
ORDER BY file, pointer, code
