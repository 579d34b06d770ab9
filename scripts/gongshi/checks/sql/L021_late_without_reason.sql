-- A service entered late says why.
SELECT
    'L021' AS code, a.file, '/recorded_how' AS pointer
FROM activity AS a
WHERE a.recorded_how = 'late' AND a.late_reason IS NULL
    AND EXISTS (SELECT 1 FROM recorded AS r WHERE r.file = a.file)
ORDER BY file, pointer, code
