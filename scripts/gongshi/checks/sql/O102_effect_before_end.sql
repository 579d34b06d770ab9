-- What is under notice takes effect after the last day of the notice, not before.
SELECT
    'O102' AS code, file, effect_pointer AS pointer, effective_on, last_day, notice,
    notice_file AS related_file, '/to' AS related_pointer
FROM heed
WHERE effective_on <= last_day
ORDER BY file, pointer, code
