-- The date inside a local activity's id is the day on which it took place.
SELECT
    'X020' AS code, file, '/id' AS pointer, id, date AS served_on, file AS related_file,
    '/date' AS related_pointer
FROM activity
WHERE basis = 'local'
    AND (
        substr(id, 3, 4) || '-' || substr(id, 7, 2) || '-' || substr(id, 9, 2) = date
    ) IS NOT TRUE
ORDER BY file, pointer, code
