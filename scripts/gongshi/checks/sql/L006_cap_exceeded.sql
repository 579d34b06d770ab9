-- A cap that must not be exceeded is not: what it cuts off is named, not dropped in silence.
SELECT
    'L006' AS code, c.file, c.pointer || '/minutes' AS pointer, c.number,
    c.measure AS capped_measure, c.policy, CAST(sum(c.amount) AS STRING) AS excess_amount,
    p.file AS related_file, '/caps/' || CAST(min(k.ord) AS STRING) || '/amount' AS related_pointer
FROM cap_excess AS c
JOIN policy AS p ON p.id = c.policy
JOIN policy__caps AS k ON k.file = p.file AND k.id = c.rule
WHERE c.beyond = 'refuse'
    AND NOT EXISTS (SELECT 1 FROM reversed AS r WHERE r.file = c.file AND r.pointer = c.pointer)
GROUP BY c.file, c.pointer, c.number, c.measure, c.policy, p.file
ORDER BY file, pointer, code
