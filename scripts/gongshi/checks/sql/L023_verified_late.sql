-- A service is verified by the day that the cadence in force sets.
SELECT
    'L023' AS code, file, '/verified_on' AS pointer, served_on, done_on, policy,
    CAST(max(days) AS STRING) AS days, policy_file AS related_file,
    '/cadence/' || CAST(min(rule) AS STRING) || '/by' AS related_pointer
FROM lateness
WHERE step = 'verify' AND days > 0
GROUP BY file, served_on, done_on, policy, policy_file
ORDER BY file, pointer, code
