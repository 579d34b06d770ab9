-- Points are redeemed on the days for which the policy in force opens the counter; where no policy
-- names such days, on any.
SELECT
    'L008' AS code, c.file, c.pointer || '/redeemed_on' AS pointer, c.day AS redeemed_on, c.policy,
    c.policy_file AS related_file, '/windows' AS related_pointer
FROM counter AS c
WHERE c.asked IS NULL
    AND NOT EXISTS (SELECT 1 FROM reversed AS r WHERE r.file = c.file AND r.pointer = c.pointer)
ORDER BY file, pointer, code
