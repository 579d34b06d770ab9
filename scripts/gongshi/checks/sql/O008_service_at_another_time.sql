-- A need is served on the day of the activity that it names, and not before that began.
SELECT
    'O008' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/at' AS pointer,
    e.activity, e.at, a.date AS served_on, COALESCE(a.start, '') AS start,
    a.file AS related_file, '/date' AS related_pointer
FROM need__events AS e
JOIN activity AS a ON a.id = e.activity
WHERE (substr(e.at, 1, 10) = a.date AND substr(e.at, 12, 5) >= a.start) IS NOT TRUE
ORDER BY file, pointer, code
