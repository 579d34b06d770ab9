-- What a policy puts under notice does not take effect without one.
SELECT
    'O103' AS code, file, effect_pointer AS pointer, effective_on, policy,
    CAST(needed AS STRING) AS needed, policy_file AS related_file,
    '/under_notice/' || CAST(rule_ord AS STRING) AS related_pointer
FROM heed
WHERE effective_on IS NOT NULL AND needed IS NOT NULL AND notice IS NULL
ORDER BY file, pointer, code
