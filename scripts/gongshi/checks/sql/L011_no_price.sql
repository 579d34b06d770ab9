-- What is redeemed has a price on that day.
SELECT
    'L011' AS code, r.file, r.pointer || '/redeemed_on' AS pointer, e.reward,
    r.day AS redeemed_on, g.file AS related_file, '/prices' AS related_pointer
FROM redemption__entries AS e
JOIN recorded AS r ON r.kind = 'redemption' AND r.file = e.file AND r.ord = e.ord
JOIN reward AS g ON g.id = e.reward
WHERE NOT EXISTS (
    SELECT 1 FROM reward__prices AS p WHERE p.file = g.file AND p."from" <= r.day
)
ORDER BY file, pointer, code
