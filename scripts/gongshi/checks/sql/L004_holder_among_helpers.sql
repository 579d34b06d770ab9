-- Who takes time out for themselves or their family is not among those who earn it by helping.
SELECT
    'L004' AS code, r.file, r.pointer || '/activity' AS pointer, r.number, w.activity,
    h.file AS related_file, h.pointer || '/number' AS related_pointer
FROM withdrawal__entries AS w
JOIN recorded AS r ON r.kind = 'withdrawal' AND r.file = w.file AND r.ord = w.ord
JOIN recorded AS h ON h.kind = 'activity' AND h.entry = w.activity AND h.number = w.number
ORDER BY file, pointer, code
