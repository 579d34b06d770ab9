-- What was done is borne out by an activity; only a priced repair may have none.
SELECT 'O006' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/step' AS pointer
FROM need__events AS e
JOIN need AS n ON n.file = e.file
WHERE e.step = 'served' AND e.activity IS NULL
    AND COALESCE(n.price_tier, 'free') NOT IN ('market', 'cost_only')
ORDER BY file, pointer, code
