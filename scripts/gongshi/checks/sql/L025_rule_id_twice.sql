-- The id of a rule is borne once in its policy: a ledger line names its rule by policy and id.
WITH rule AS (
    SELECT file, id, 1 AS part, ord, '/earning/' || CAST(ord AS STRING) AS pointer
    FROM policy__earning
    UNION ALL
    SELECT file, id, 2, ord, '/quotas/' || CAST(ord AS STRING) FROM policy__quotas
    UNION ALL
    SELECT file, id, 3, ord, '/caps/' || CAST(ord AS STRING) FROM policy__caps
    UNION ALL
    SELECT file, id, 4, ord, '/expiry/' || CAST(ord AS STRING) FROM policy__expiry
    UNION ALL
    SELECT file, id, 5, ord, '/withdrawals/' || CAST(ord AS STRING) FROM policy__withdrawals
    UNION ALL
    SELECT file, id, 6, ord, '/windows/' || CAST(ord AS STRING) FROM policy__windows
    UNION ALL
    SELECT file, id, 7, ord, '/badges/' || CAST(ord AS STRING) FROM policy__badges
    UNION ALL
    SELECT file, id, 8, ord, '/cadence/' || CAST(ord AS STRING) FROM policy__cadence
    UNION ALL
    SELECT file, id, 9, ord, '/order_flow/' || CAST(ord AS STRING) FROM policy__order_flow
),
numbered AS (
    SELECT
        rule.*,
        row_number() OVER (PARTITION BY file, id ORDER BY part, ord) AS place
    FROM rule
)
SELECT
    'L025' AS code, b.file, b.pointer || '/id' AS pointer, b.id,
    a.file AS related_file, a.pointer || '/id' AS related_pointer
FROM numbered AS b
JOIN numbered AS a ON a.file = b.file AND a.id = b.id AND a.place = 1
JOIN policy AS p ON p.file = b.file
WHERE p.basis = 'local' AND b.place > 1
ORDER BY file, pointer, code
