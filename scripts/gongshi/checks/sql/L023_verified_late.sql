-- A service is verified by the day that the cadence in force sets (domain.md H1).
SELECT
    'L023' AS code, d.file, '/verified_on' AS pointer, d.served_on, d.done_on, d.policy,
    CAST(max(b.number - a.number) AS STRING) AS days,
    p.file AS related_file, '/cadence' AS related_pointer
FROM deadline AS d
JOIN calendar AS a ON a.day = d.due_on
JOIN calendar AS b ON b.day = d.done_on
JOIN policy AS p ON p.id = d.policy
WHERE d.step = 'verify' AND d.done_on > d.due_on
    AND d.file NOT IN (SELECT file FROM annulled)
GROUP BY d.file, d.served_on, d.done_on, d.policy, p.file
ORDER BY file, pointer, code
