-- The team that accepted a need is the one that served it.
SELECT
    'O007' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/activity' AS pointer,
    e.activity, t.team, COALESCE(a.team, a.id) AS served_by, t.file AS related_file,
    '/events/' || CAST(t.ord AS STRING) || '/team' AS related_pointer
FROM need__events AS e
JOIN activity AS a ON a.id = e.activity
JOIN need__events AS t ON t.file = e.file AND t.ord = e.ord - 1 AND t.step = 'accepted'
WHERE (a.team = t.team) IS NOT TRUE
ORDER BY file, pointer, code
