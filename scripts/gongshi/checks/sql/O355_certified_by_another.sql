-- Who recorded certifies: a verifier of the unit that the certificate names, or of one above it.
SELECT
    'O355' AS code, certificate.file, '/issued_by' AS pointer, certificate.issued_by AS staff,
    certificate.unit, staff.file AS related_file, '/unit' AS related_pointer
FROM certificate
JOIN staff ON staff.id = certificate.issued_by
WHERE certificate.revoked_on IS NULL AND (
    NOT EXISTS (
        SELECT 1
        FROM scope
        WHERE scope.kind = 'unit' AND scope.id = certificate.unit AND scope.above_kind = 'unit'
            AND scope.above = staff.unit
    )
    OR NOT EXISTS (
        SELECT 1 FROM staff__roles AS held WHERE held.file = staff.file AND held.value = 'verifier'
    )
)
ORDER BY file, pointer, code
