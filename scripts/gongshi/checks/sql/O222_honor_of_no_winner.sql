-- A local honor that comes from an award round goes to one of its winners, whose result still stood.
SELECT
    'O222' AS code, h.file, '/recipient' AS pointer, h.recipient, h.award, w.file AS related_file,
    '/results' AS related_pointer
FROM honor AS h
JOIN award AS w ON w.id = h.award AND w.basis = 'local'
LEFT JOIN profile AS p ON p.id = h.recipient
WHERE h.basis = 'local'
    AND EXISTS (SELECT 1 FROM award__results AS r WHERE r.file = w.file)
    AND NOT EXISTS (
        SELECT 1
        FROM award__results AS r
        WHERE r.file = w.file AND (r.winner = h.recipient OR r.number = p.number)
            AND (r.revoked_on IS NULL OR r.revoked_on > h.granted_on)
    )
ORDER BY file, pointer, code
