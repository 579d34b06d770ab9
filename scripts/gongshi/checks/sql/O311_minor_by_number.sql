-- A minor's consent has no effect now, and would have one nobody asked for when they have grown up.
SELECT
    'O311' AS code, m.file, '/members/' || CAST(m.ord AS STRING) || '/consent' AS pointer
FROM roster__members AS m
WHERE m.minor AND m.consent = 'number'
ORDER BY file, pointer, code
