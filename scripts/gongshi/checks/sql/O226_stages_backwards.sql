-- The stages of a round do not run backwards. A day that is known by month or year only is compared
-- as far as it is known.
SELECT
    'O226' AS code, b.file, '/stages/' || CAST(b.ord AS STRING) || '/date' AS pointer, b.name
        AS stage,
    b.date AS day, max(a.date) AS earlier, a.file AS related_file,
    '/stages/' || CAST(max(a.ord) AS STRING) || '/date' AS related_pointer
FROM award__stages AS b
JOIN award__stages AS a
    ON a.file = b.file AND a.ord < b.ord
    AND substr(a.date, 1, length(b.date)) > substr(b.date, 1, length(a.date))
GROUP BY b.file, b.ord, b.name, b.date, a.file
ORDER BY file, pointer, code
