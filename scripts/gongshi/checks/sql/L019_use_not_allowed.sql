-- Time saved is used for what the policy in force lists, and for nothing else.
SELECT
    'L019' AS code, r.file, r.pointer || '/for' AS pointer, w."for" AS use_choice, r.day,
    COALESCE(f.policy, '-') AS policy, f.policy_file AS related_file,
    '/withdrawals' AS related_pointer
FROM recorded AS r
JOIN share AS s ON s.file = r.file AND s.pointer = r.pointer
JOIN withdrawal__entries AS w ON w.file = r.file AND w.ord = r.ord
LEFT JOIN era AS d ON d.day = s.served_on
LEFT JOIN ruling AS f
    ON f.family = 'withdrawals' AND f.kind = 'team' AND f.id = s.home AND f.cohort = s.cohort
    AND f.era = d.era
WHERE r.kind = 'withdrawal' AND s.home IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM policy__withdrawals AS u WHERE u.file = f.policy_file AND u."for" = w."for"
    )
ORDER BY file, pointer, code
