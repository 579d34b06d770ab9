-- No more pass a stage than it has places.
SELECT
    'O208' AS code, s.file, '/stages/' || CAST(s.ord AS STRING) || '/places' AS pointer, s.name
        AS stage,
    CAST(s.places AS STRING) AS places, CAST(count(*) AS STRING) AS finalists,
    s.file AS related_file, '/stages/' || CAST(s.ord AS STRING) || '/finalists' AS related_pointer
FROM award__stages AS s
JOIN award__stages__finalists AS f ON f.file = s.file AND f.parent = s.ord
GROUP BY s.file, s.ord, s.name, s.places
HAVING count(*) > s.places
ORDER BY file, pointer, code
