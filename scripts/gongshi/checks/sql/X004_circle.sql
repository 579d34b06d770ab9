-- No record is part of itself: following references to the record's own kind (parent place, parent
-- unit, part of a sum, …) comes to an end within 64 steps. A circle is named once, where its first
-- member stands.
WITH RECURSIVE edge AS (
    SELECT r.kind, r.id AS child, p.whole AS parent, p.file, p.pointer, t.file AS parent_file
    FROM part_of AS p
    JOIN record AS r ON r.file = p.file
    JOIN record AS t ON t.kind = p.kind AND t.id = p.whole
),
walk AS (
    SELECT kind, child AS start, parent AS node, 1 AS steps FROM edge
    UNION
    SELECT w.kind, w.start, e.parent, w.steps + 1
    FROM walk AS w
    JOIN edge AS e ON e.kind = w.kind AND e.child = w.node
    WHERE w.steps < 64 AND w.node <> w.start
),
circular AS (
    SELECT DISTINCT kind, start FROM walk WHERE node = start
),
led_by AS (
    SELECT c.kind, c.start
    FROM circular AS c
    WHERE NOT EXISTS (
        SELECT 1
        FROM walk AS w
        JOIN circular AS o ON o.kind = w.kind AND o.start = w.node
        WHERE w.kind = c.kind AND w.start = c.start AND w.node < c.start
    )
    UNION
    -- A chain that has not ended, without a circle found: the first of its kind.
    SELECT w.kind, min(w.start)
    FROM walk AS w
    WHERE w.steps = 64
        AND NOT EXISTS (
            SELECT 1
            FROM walk AS v
            JOIN circular AS o ON o.kind = v.kind AND o.start = v.node
            WHERE v.kind = w.kind AND v.start = w.start
        )
    GROUP BY w.kind
)
SELECT
    'X004' AS code, e.file, min(e.pointer) AS pointer, e.child AS id,
    min(e.parent) AS parent, min(e.parent_file) AS related_file, '/id' AS related_pointer
FROM led_by AS l
JOIN edge AS e ON e.kind = l.kind AND e.child = l.start
WHERE NOT EXISTS (SELECT 1 FROM circular AS c WHERE c.kind = l.kind AND c.start = l.start)
    OR e.parent = l.start
    OR EXISTS (
        SELECT 1 FROM walk AS w WHERE w.kind = e.kind AND w.start = e.parent AND w.node = l.start
    )
GROUP BY e.file, e.child
ORDER BY file, pointer, code
