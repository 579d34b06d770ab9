-- Nobody records, verifies, approves, dispatches, issues or reverses what is their own.
WITH concerned AS (
    SELECT file, ord, pointer || '/number' AS pointer, number
    FROM recorded
    WHERE number IN (SELECT number FROM staff)
    UNION ALL
    SELECT r.file, r.ord, r.pointer || '/to', w."to"
    FROM withdrawal__entries AS w
    JOIN recorded AS r ON r.kind = 'withdrawal' AND r.file = w.file AND r.ord = w.ord
    UNION ALL
    SELECT c.file, 0, '/entry', n.number
    FROM correction AS c
    JOIN noted AS n ON n.entry = c.entry AND (c.number IS NULL OR c.number = n.number)
)
SELECT
    'L003' AS code, s.file, s.pointer, s.staff, s.pointer AS role_field, t.number,
    s.file AS related_file, min(c.pointer) AS related_pointer
FROM signature AS s
JOIN staff AS t ON t.id = s.staff
-- Who dispatched one entry of a batch has nothing to do with the others.
JOIN concerned AS c ON c.file = s.file AND c.number = t.number AND COALESCE(s.ord, c.ord) = c.ord
GROUP BY s.file, s.pointer, s.staff, t.number
ORDER BY file, pointer, code
