-- The date inside an objection's id is the day on which it was received.
SELECT
    'O111' AS code, file, '/id' AS pointer, id, received, file AS related_file,
    '/received' AS related_pointer
FROM objection
WHERE (
    substr(id, 3, 4) || '-' || substr(id, 7, 2) || '-' || substr(id, 9, 2) = received
) IS NOT TRUE
ORDER BY file, pointer, code
