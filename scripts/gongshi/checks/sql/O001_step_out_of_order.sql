-- Each step of a need follows one that it may follow (domain.md O1). A team that declines, before or
-- after it accepted, sends the need back, to be dispatched again; the office that declines ends it.
WITH may_follow (before, step) AS (
    SELECT 'requested', 'verified'
    UNION ALL SELECT 'requested', 'declined'
    UNION ALL SELECT 'requested', 'withdrawn'
    UNION ALL SELECT 'verified', 'dispatched'
    UNION ALL SELECT 'verified', 'declined'
    UNION ALL SELECT 'verified', 'withdrawn'
    UNION ALL SELECT 'dispatched', 'accepted'
    UNION ALL SELECT 'dispatched', 'declined'
    UNION ALL SELECT 'dispatched', 'withdrawn'
    UNION ALL SELECT 'sent back', 'dispatched'
    UNION ALL SELECT 'sent back', 'withdrawn'
    UNION ALL SELECT 'accepted', 'served'
    UNION ALL SELECT 'accepted', 'declined'
    UNION ALL SELECT 'accepted', 'withdrawn'
    UNION ALL SELECT 'served', 'rated'
),
stepped AS (
    SELECT
        file, ord, step, before,
        CASE
            WHEN before = 'declined' AND twice_before IN ('dispatched', 'accepted')
                THEN 'sent back'
            ELSE before
        END AS came_from
    FROM order_step
    WHERE before IS NOT NULL
),
wrong AS (
    SELECT s.*, row_number() OVER (PARTITION BY s.file ORDER BY s.ord) AS place
    FROM stepped AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM may_follow AS f WHERE f.before = s.came_from AND f.step = s.step
    )
)
SELECT
    'O001' AS code, file, '/events/' || CAST(ord AS STRING) || '/step' AS pointer,
    step AS step_choice, before AS before_choice
FROM wrong
WHERE place = 1
ORDER BY file, pointer, code
