-- Nobody certifies their own service.
SELECT
    'O356' AS code, certificate.file, '/issued_by' AS pointer, certificate.issued_by AS staff,
    staff.file AS related_file, '/number' AS related_pointer
FROM certificate
JOIN staff ON staff.id = certificate.issued_by
WHERE certificate.revoked_on IS NULL AND staff.number = certificate.number
ORDER BY file, pointer, code
