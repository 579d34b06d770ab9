-- The team that a need was sent to accepts it; where the dispatch names none, any team may. Only the
-- team that accepted it can give it back.
SELECT
    'O005' AS code, a.file, '/events/' || CAST(a.ord AS STRING) || '/team' AS pointer,
    a.team, d.team AS sent_to, d.file AS related_file,
    '/events/' || CAST(d.ord AS STRING) || '/team' AS related_pointer
FROM need__events AS a
JOIN need__events AS d ON d.file = a.file AND d.ord = a.ord - 1
WHERE a.team <> d.team
    AND (
        a.step IN ('accepted', 'declined') AND d.step = 'dispatched'
        OR a.step = 'declined' AND d.step = 'accepted'
    )
ORDER BY file, pointer, code
