-- What a text reports is no ledger entry: a reported activity has nobody who recorded or verified it.
WITH ledger AS (
    SELECT file, basis, '/recorded_how' AS pointer, recorded_how AS held FROM activity
    UNION ALL
    SELECT file, basis, '/recorded_by', recorded_by FROM activity
    UNION ALL
    SELECT file, basis, '/recorded_on', recorded_on FROM activity
    UNION ALL
    SELECT file, basis, '/verified_by', verified_by FROM activity
    UNION ALL
    SELECT file, basis, '/verified_on', verified_on FROM activity
)
SELECT 'X021' AS code, file, min(pointer) AS pointer, min(pointer) AS held_field
FROM ledger
WHERE basis = 'reported' AND held IS NOT NULL
GROUP BY file
ORDER BY file, pointer, code
