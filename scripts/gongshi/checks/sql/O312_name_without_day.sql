-- That somebody agreed to their name is proved by a paper, and found by its day.
SELECT
    'O312' AS code, m.file, '/members/' || CAST(m.ord AS STRING) || '/consent' AS pointer
FROM roster__members AS m
WHERE m.consent = 'name' AND m.consent_on IS NULL
ORDER BY file, pointer, code
