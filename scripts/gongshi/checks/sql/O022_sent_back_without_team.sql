-- A team that sends a need back is named; without one it would read as the office's own refusal.
SELECT 'O022' AS code, d.file, '/events/' || CAST(d.ord AS STRING) || '/step' AS pointer
FROM need__events AS d
JOIN need__events AS s ON s.file = d.file AND s.ord = d.ord - 1
WHERE d.step = 'declined' AND s.step IN ('dispatched', 'accepted') AND d.team IS NULL
ORDER BY file, pointer, code
