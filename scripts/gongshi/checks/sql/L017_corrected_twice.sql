-- A line is reversed once.
SELECT
    'L017' AS code, b.file, CASE WHEN b.number IS NULL THEN '/entry' ELSE '/number' END AS pointer,
    b.entry || CASE WHEN b.number IS NULL THEN '' ELSE '#' || b.number END AS line,
    min(a.file) AS related_file, '/entry' AS related_pointer
FROM correction AS a
JOIN correction AS b
    ON b.entry = a.entry
    AND (a.number IS NULL OR b.number IS NULL OR a.number = b.number)
WHERE a.recorded_on < b.recorded_on OR (a.recorded_on = b.recorded_on AND a.file < b.file)
GROUP BY b.file, b.entry, b.number
ORDER BY file, pointer, code
