-- What a record refers to must exist.
SELECT
    'X002' AS code, r.file, r.pointer, r.target, r.wanted AS wanted_kinds,
    EXISTS (
        SELECT 1
        FROM unread AS u
        JOIN wanted_kind AS w ON w.kind = u.kind
        WHERE w.wanted = r.wanted AND COALESCE(u.id, r.target) = r.target
    ) AS hangs
FROM stray AS r
WHERE NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.id = r.target)
ORDER BY file, pointer, code
