-- The date inside a certificate's id is the day of its issue.
SELECT
    'O357' AS code, file, '/id' AS pointer, id, issued_on, file AS related_file,
    '/issued_on' AS related_pointer
FROM certificate
WHERE revoked_on IS NULL AND (
        substr(id, 3, 4) || '-' || substr(id, 7, 2) || '-' || substr(id, 9, 2) = issued_on
    ) IS NOT TRUE
ORDER BY file, pointer, code
