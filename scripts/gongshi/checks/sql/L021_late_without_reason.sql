-- A service entered late says why.
SELECT
    'L021' AS code, a.file, '/recorded_how' AS pointer
FROM activity AS a
WHERE a.recorded_how = 'late' AND a.late_reason IS NULL
    AND a.file NOT IN (SELECT file FROM annulled)
ORDER BY file, pointer, code
