-- A month is closed when it is over.
SELECT
    'L027' AS code, file, '/closed_on' AS pointer, closed_on, period, file AS related_file,
    '/period' AS related_pointer
FROM closing
WHERE substr(closed_on, 1, 7) <= period
ORDER BY file, pointer, code
