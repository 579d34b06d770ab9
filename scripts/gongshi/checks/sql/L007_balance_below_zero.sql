-- What may be spent is never overdrawn: points earned by service, and time saved. Named is the line
-- that first takes the balance below zero, and again after it had come back.
WITH drawn AS (
    SELECT
        entry, number, measure, event, file, pointer, booked_on, amount, balance
    FROM passbook
    WHERE amount < 0 AND balance < 0 AND balance - amount >= 0
        AND (measure = 'credit_minutes' OR (measure = 'points' AND class = 'service'))
)
SELECT
    'L007' AS code, COALESCE(c.file, d.file) AS file,
    CASE
        WHEN c.file IS NOT NULL THEN '/entry'
        WHEN d.measure = 'points' THEN d.pointer || '/quantity'
        ELSE d.pointer || '/minutes'
    END AS pointer,
    d.number, d.measure AS spent_measure, d.booked_on, CAST(-d.amount AS STRING) AS spent_amount,
    CAST(d.balance - d.amount AS STRING) AS before_amount
FROM drawn AS d
LEFT JOIN correction AS c ON c.id = d.entry AND d.event = 'correction'
ORDER BY file, pointer, code
