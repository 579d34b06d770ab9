-- A profile shows a person by name, which a minor never is.
SELECT
    'O313' AS code, p.file, '/number' AS pointer, p.number, m.file AS related_file,
    '/members/' || CAST(m.ord AS STRING) || '/minor' AS related_pointer
FROM profile AS p
JOIN roster__members AS m ON m.number = p.number
WHERE m.minor
ORDER BY file, pointer, code
