-- The date inside a need's id is the day of its request.
SELECT
    'O014' AS code, n.file, '/id' AS pointer, n.id, substr(e.at, 1, 10) AS requested_on,
    n.file AS related_file, '/events/' || CAST(e.ord AS STRING) || '/at' AS related_pointer
FROM need AS n
JOIN need__events AS e ON e.file = n.file AND e.ord = 0 AND e.step = 'requested'
WHERE (
        substr(n.id, 3, 4) || '-' || substr(n.id, 7, 2) || '-' || substr(n.id, 9, 2)
            = substr(e.at, 1, 10)
    ) IS NOT TRUE
ORDER BY file, pointer, code
