-- A nomination goes from clue to nomination, selection and publicity, without leaving one out.
WITH step AS (
    SELECT file, ord, 'selected_on' AS name, selected_on AS day, nominated_on AS before,
        'nominated_on' AS wanted
    FROM award__nominations
    UNION ALL
    SELECT file, ord, 'publicised_on', publicised_on, selected_on, 'selected_on'
    FROM award__nominations
)
SELECT
    'O209' AS code, file, '/nominations/' || CAST(ord AS STRING) || '/' || name AS pointer,
    '/nominations/' || CAST(ord AS STRING) || '/' || wanted AS wanted_field
FROM step
WHERE day IS NOT NULL AND before IS NULL
ORDER BY file, pointer, code
