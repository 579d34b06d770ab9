-- A month is posted when it has been closed.
SELECT
    'O112' AS code, n.file, '/from' AS pointer, n."from" AS first_day, c.id AS closing, c.closed_on,
    c.file AS related_file, '/closed_on' AS related_pointer
FROM notice AS n
JOIN notice__about AS m ON m.file = n.file
JOIN closing AS c ON c.id = m.value
WHERE n.basis = 'local' AND n."from" < c.closed_on
ORDER BY file, pointer, code, closing
