-- What a record refers to must be of a kind that the field allows.
SELECT
    'X003' AS code, r.file, r.pointer, r.target, r.wanted AS wanted_kinds,
    min(other.kind) AS found_kinds,
    EXISTS (
        SELECT 1
        FROM unread AS u
        JOIN wanted_kind AS w ON w.kind = u.kind
        WHERE w.wanted = r.wanted AND COALESCE(u.id, r.target) = r.target
    ) AS hangs
FROM stray AS r
JOIN identity AS other ON other.id = r.target
GROUP BY r.file, r.pointer, r.target, r.wanted
ORDER BY file, pointer, code
