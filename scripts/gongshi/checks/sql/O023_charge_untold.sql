-- A need that was served by a charged service tells its price tier (domain.md O12).
SELECT
    'O023' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/activity' AS pointer,
    e.activity, a.file AS related_file, '/charged' AS related_pointer
FROM need__events AS e
JOIN need AS n ON n.file = e.file
JOIN activity AS a ON a.id = e.activity
WHERE a.charged AND (n.price_tier IN ('market', 'cost_only')) IS NOT TRUE
ORDER BY file, pointer, code
