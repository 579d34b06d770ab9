-- An id may be borne once among all that one reference could mean, capitals and small letters alike.
WITH taken AS (
    SELECT lower(id) AS folded FROM identity GROUP BY lower(id) HAVING count(*) > 1
),
holder AS (
    SELECT t.folded, i.kind, i.id, i.file, i.pointer
    FROM identity AS i
    JOIN taken AS t ON t.folded = lower(i.id)
),
kin AS (
    SELECT DISTINCT a.kind AS kind, b.kind AS other
    FROM wanted_kind AS a
    JOIN wanted_kind AS b ON b.wanted = a.wanted
),
clash AS (
    SELECT
        b.file, b.pointer, b.id, b.kind AS own_kinds, a.kind AS other_kinds,
        a.file AS related_file, a.pointer AS related_pointer,
        -- Length first: entry 2 stands before entry 10.
        row_number() OVER (
            PARTITION BY b.file, b.pointer ORDER BY a.file, length(a.pointer), a.pointer
        ) AS place
    FROM holder AS a
    JOIN holder AS b
        ON b.folded = a.folded
        AND (
            a.file < b.file
            OR (
                a.file = b.file
                AND (
                    length(a.pointer) < length(b.pointer)
                    OR (length(a.pointer) = length(b.pointer) AND a.pointer < b.pointer)
                )
            )
        )
    WHERE a.kind = b.kind
        OR EXISTS (SELECT 1 FROM kin AS k WHERE k.kind = a.kind AND k.other = b.kind)
)
SELECT
    'X001' AS code, file, pointer, id, own_kinds, other_kinds, related_file, related_pointer
FROM clash
WHERE place = 1
ORDER BY file, pointer, code
