-- A project is evaluated by what the recipients said of it (domain.md part 3, row 4).
SELECT 'O018' AS code, p.file, '/status' AS pointer
FROM project AS p
WHERE p.basis = 'local' AND p.status = 'evaluated'
    AND NOT EXISTS (
        SELECT 1 FROM activity AS a WHERE a.project = p.id AND a.rating IS NOT NULL
    )
    AND NOT EXISTS (
        SELECT 1
        FROM order_state AS s
        JOIN activity AS a ON a.id = s.activity
        WHERE a.project = p.id AND s.rating IS NOT NULL
    )
ORDER BY file, pointer, code
