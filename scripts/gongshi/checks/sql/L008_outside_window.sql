-- Points are redeemed on the days for which the policy in force opens the counter; where no policy
-- names such days, on any.
SELECT
    'L008' AS code, file, pointer || '/redeemed_on' AS pointer, day AS redeemed_on, policy,
    policy_file AS related_file, '/windows' AS related_pointer
FROM counter
WHERE asked IS NULL
ORDER BY file, pointer, code
