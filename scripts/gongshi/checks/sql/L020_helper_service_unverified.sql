-- Time is taken out for a service that took place: the activity named has been verified too.
SELECT
    'L020' AS code, r.file, r.pointer || '/activity' AS pointer, e.activity,
    a.file AS related_file, '/recorded_on' AS related_pointer
FROM withdrawal__entries AS e
JOIN recorded AS r ON r.kind = 'withdrawal' AND r.file = e.file AND r.ord = e.ord
JOIN activity AS a ON a.id = e.activity
WHERE r.verified_on IS NOT NULL AND a.verified_on IS NULL
ORDER BY file, pointer, code
