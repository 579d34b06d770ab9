-- A step of a need is taken within the hours of the order flow in force (domain.md O1).
WITH late AS (
    SELECT order_deadline.*, minutes + 59 AS up,
        row_number() OVER (PARTITION BY file, ord ORDER BY policy, rule) AS place
    FROM order_deadline
    WHERE minutes > within_hours * 60
)
SELECT
    'O010' AS code, l.file, '/events/' || CAST(l.ord AS STRING) || '/step' AS pointer,
    l.step AS step_choice, CAST(CAST((l.up - l.up % 60) / 60 AS BIGINT) AS STRING) AS hours,
    CAST(l.within_hours AS STRING) AS within, l.policy,
    p.file AS related_file, '/order_flow' AS related_pointer
FROM late AS l
JOIN policy AS p ON p.id = l.policy
WHERE l.place = 1
ORDER BY file, pointer, code
