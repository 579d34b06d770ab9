-- A notice that a policy asks for runs its working days, the first and the last included.
SELECT
    'O101' AS code, h.notice_file AS file, '/to' AS pointer, CAST(h.days AS STRING) AS days,
    CAST(max(h.needed) AS STRING) AS needed, h.first_day, h.last_day, min(w.day) AS first_lawful,
    min(h.policy) AS policy, min(h.policy_file) AS related_file,
    '/under_notice/' || CAST(min(h.rule_ord) AS STRING) || '/working_days' AS related_pointer
FROM heed AS h
JOIN workday AS w ON w.works AND w.ordinal = h.before_first + h.needed
WHERE h.days < h.needed
    AND NOT EXISTS (
        SELECT 1 FROM heed AS o WHERE o.notice_file = h.notice_file AND o.needed > h.needed
    )
GROUP BY h.notice_file, h.days, h.first_day, h.last_day
ORDER BY file, pointer, code
