-- What is under notice takes effect when the notice has been settled, and not if it was taken back.
SELECT
    'O106' AS code, file, effect_pointer AS pointer, effective_on, notice,
    notice_file AS related_file, CASE WHEN outcome IS NULL THEN '/to' ELSE '/outcome' END
        AS related_pointer
FROM heed
WHERE effective_on > last_day
    AND (outcome IN ('no_objection', 'objections_answered') AND closed_on <= effective_on)
    IS NOT TRUE
ORDER BY file, pointer, code
