-- The steps of a nomination do not run backwards.
WITH step AS (
    SELECT file, ord, 'nominated_on' AS name, nominated_on AS day, 'clue_on' AS earlier_name,
        clue_on AS earlier
    FROM award__nominations
    UNION ALL
    SELECT file, ord, 'selected_on', selected_on, 'nominated_on', nominated_on
    FROM award__nominations
    UNION ALL
    SELECT file, ord, 'publicised_on', publicised_on, 'selected_on', selected_on
    FROM award__nominations
)
SELECT
    'O210' AS code, file, '/nominations/' || CAST(ord AS STRING) || '/' || name AS pointer, day,
    earlier, file AS related_file,
    '/nominations/' || CAST(ord AS STRING) || '/' || earlier_name AS related_pointer
FROM step
WHERE day < earlier
ORDER BY file, pointer, code
