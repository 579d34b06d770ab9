-- What may be spent is never overdrawn: points earned by service, and time saved. Named is the line
-- that first takes the balance below zero, and again after it had come back.
--
-- Of a day credits come before debits, so a balance is below zero only where it still is when the
-- day ends. Of nearly all accounts no more need be asked; what lapses takes no more than there is.
WITH spender AS (
    SELECT DISTINCT number, measure, class
    FROM ledger
    WHERE number IS NOT NULL AND amount < 0 AND event <> 'expiry'
        AND (measure = 'credit_minutes' OR (measure = 'points' AND class = 'service'))
),
evening AS (
    SELECT
        l.number, l.measure, l.class,
        SUM(l.amount) OVER (
            PARTITION BY l.number, l.measure, l.class ORDER BY l.booked_on
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS balance
    FROM ledger AS l
    JOIN spender AS s ON s.number = l.number AND s.measure = l.measure AND s.class = l.class
),
overdrawn AS (
    SELECT DISTINCT number, measure, class FROM evening WHERE balance < 0
),
-- As in the passbook.
standing AS (
    SELECT
        l.entry, l.number, l.measure, l.event, l.file, l.pointer, l.booked_on, l.amount,
        CAST(SUM(l.amount) OVER (
            PARTITION BY l.number, l.measure, l.class
            ORDER BY l.booked_on, CASE WHEN l.amount >= 0 THEN 0 ELSE 1 END,
                l.entry, l.pointer, COALESCE(l.rule, '')
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS DECIMAL(38, 2)) AS balance
    FROM ledger AS l
    JOIN overdrawn AS o ON o.number = l.number AND o.measure = l.measure AND o.class = l.class
),
drawn AS (
    SELECT standing.*
    FROM standing
    WHERE amount < 0 AND balance < 0 AND balance - amount >= 0
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
