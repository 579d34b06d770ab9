-- A result is revoked when it has taken effect, not before; until then it is only proposed.
SELECT
    'O229' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/revoked_on' AS pointer,
    r.revoked_on
FROM award__results AS r
JOIN award AS w ON w.file = r.file AND w.basis = 'local'
WHERE r.revoked_on IS NOT NULL AND (r.revoked_on >= w.date) IS NOT TRUE
ORDER BY file, pointer, code
