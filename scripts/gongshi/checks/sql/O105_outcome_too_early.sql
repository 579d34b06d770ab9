-- A notice is settled after its last day; it can only be taken back before.
SELECT
    'O105' AS code, file, '/closed_on' AS pointer, closed_on, "to" AS last_day,
    file AS related_file, '/to' AS related_pointer
FROM notice
WHERE basis = 'local' AND closed_on <= "to" AND outcome <> 'withdrawn'
ORDER BY file, pointer, code
