-- Working days are counted exactly where the holidays of the year have been announced.
SELECT
    'O110' AS code, n.file, '/to' AS pointer, min(substr(w.day, 1, 4)) AS year
FROM notice AS n
JOIN workday AS w ON w.day BETWEEN n."from" AND n."to" AND NOT w.known
WHERE n.basis = 'local'
GROUP BY n.file
ORDER BY file, pointer, code
