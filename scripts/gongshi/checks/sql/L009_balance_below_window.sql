-- A window that asks for a balance is open to those who had it before that day's redemptions.
WITH held AS (
    SELECT
        c.file, c.pointer, c.day, c.number, c.policy, c.policy_file, c.asked,
        CAST(COALESCE(sum(l.amount), CAST(0 AS DECIMAL(38, 2))) AS DECIMAL(38, 2)) AS balance
    FROM counter AS c
    LEFT JOIN ledger AS l
        ON l.number = c.number AND l.measure = 'points' AND l.class = 'service'
        AND (
            (l.event = 'redemption' AND l.served_on < c.day)
            OR (l.event <> 'redemption' AND l.booked_on <= c.day)
        )
    WHERE c.asked > 0
        AND NOT EXISTS (SELECT 1 FROM reversed AS r WHERE r.file = c.file AND r.pointer = c.pointer)
    GROUP BY c.file, c.pointer, c.day, c.number, c.policy, c.policy_file, c.asked
)
SELECT
    'L009' AS code, file, pointer || '/redeemed_on' AS pointer, number, day AS redeemed_on, policy,
    CAST(asked AS STRING) AS asked_number, CAST(balance AS STRING) AS held_number,
    policy_file AS related_file, '/windows' AS related_pointer
FROM held
WHERE balance < asked
ORDER BY file, pointer, code
