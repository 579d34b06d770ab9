-- No more of a reward is handed out than has come in by that day. What came in counts from the day
-- itself; of a day's redemptions the lower id comes first.
WITH movement AS (
    SELECT
        r.id AS reward, s.received_on AS day, 0 AS turn, '' AS entry, s.quantity AS pieces,
        CAST(NULL AS BIGINT) AS file, '' AS pointer
    FROM reward AS r
    JOIN reward__stock AS s ON s.file = r.file
    UNION ALL
    SELECT e.reward, r.day, 1, r.entry, -e.quantity, r.file, r.pointer
    FROM redemption__entries AS e
    JOIN recorded AS r ON r.kind = 'redemption' AND r.file = e.file AND r.ord = e.ord
),
standing AS (
    SELECT
        movement.*,
        CAST(sum(pieces) OVER (
            PARTITION BY reward ORDER BY day, turn, entry, pieces, pointer
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT) AS remaining
    FROM movement
)
SELECT
    'L010' AS code, s.file, s.pointer || '/quantity' AS pointer, s.reward, s.day AS redeemed_on,
    CAST(-s.pieces AS STRING) AS wanted, CAST(s.remaining - s.pieces AS STRING) AS available,
    r.file AS related_file, '/stock' AS related_pointer
FROM standing AS s
JOIN reward AS r ON r.id = s.reward
-- Only where it falls short: what follows is short for the same reason.
WHERE s.turn = 1 AND s.remaining < 0 AND s.remaining - s.pieces >= 0
ORDER BY file, pointer, code
