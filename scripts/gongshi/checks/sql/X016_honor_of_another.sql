-- The honors on a person's page are that person's own.
SELECT
    'X016' AS code, o.file, '/honors/' || CAST(o.ord AS STRING) AS pointer, o.value AS honor,
    h.recipient, h.file AS related_file, '/recipient' AS related_pointer
FROM profile AS p
JOIN profile__honors AS o ON o.file = p.file
JOIN honor AS h ON h.id = o.value
WHERE (h.recipient = p.id) IS NOT TRUE
ORDER BY file, pointer, code
