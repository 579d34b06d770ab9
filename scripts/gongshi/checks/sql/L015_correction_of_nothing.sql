-- A correction names a number that stands in the entry it corrects.
SELECT
    'L015' AS code, c.file, '/number' AS pointer, c.number, c.entry, n.file AS related_file,
    min(n.pointer) AS related_pointer
FROM correction AS c
JOIN noted AS n ON n.entry = c.entry
WHERE c.number IS NOT NULL
GROUP BY c.file, c.number, c.entry, n.file
HAVING count(CASE WHEN n.number = c.number THEN 1 END) = 0
ORDER BY file, pointer, code
