-- What recipients pay for is no volunteer service: its activity is marked so and earns nothing
-- (domain.md 1.1, article 21; O12).
SELECT
    'O012' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/activity' AS pointer,
    e.activity, a.file AS related_file, '/id' AS related_pointer
FROM need__events AS e
JOIN need AS n ON n.file = e.file
JOIN activity AS a ON a.id = e.activity
WHERE n.price_tier IN ('market', 'cost_only') AND a.charged IS NOT TRUE
ORDER BY file, pointer, code
