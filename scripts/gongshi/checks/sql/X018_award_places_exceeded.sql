-- A class of an award round has no more results than places.
SELECT
    'X018' AS code, c.file, '/classes/' || CAST(c.ord AS STRING) || '/places' AS pointer,
    c.id AS class, CAST(c.places AS STRING) AS places, CAST(count(*) AS STRING) AS results,
    c.file AS related_file, '/results' AS related_pointer
FROM award__classes AS c
JOIN award__results AS r ON r.file = c.file AND r.class = c.id
GROUP BY c.file, c.ord, c.id, c.places
HAVING count(*) > c.places
ORDER BY file, pointer, code
