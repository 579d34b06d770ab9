-- Approval of a local honor comes from a body other than those that grant it.
SELECT
    'O230' AS code, h.file, '/approval' AS pointer, h.approval, min(i.value) AS body,
    d.file AS related_file, '/issued_by' AS related_pointer
FROM honor AS h
JOIN document AS d ON d.id = h.approval AND d.basis = 'local'
JOIN document__issued_by AS i ON i.file = d.file
WHERE h.basis = 'local'
    AND NOT EXISTS (
        SELECT 1
        FROM document__issued_by AS o
        WHERE o.file = d.file
            AND NOT EXISTS (
                SELECT 1
                FROM honor__granted_by AS g
                WHERE g.file = h.file AND g.value = o.value
            )
    )
GROUP BY h.file, h.approval, d.file
ORDER BY file, pointer, code
