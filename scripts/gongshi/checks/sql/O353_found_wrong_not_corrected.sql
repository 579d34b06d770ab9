-- An entry that a spot check found wrong, or without evidence, has a correction.
SELECT
    'O353' AS code, drawn.file, '/sample/entries/' || CAST(drawn.ord AS STRING) || '/outcome' AS pointer,
    drawn.entry, drawn.outcome AS outcome_choice
FROM inspection__sample_entries AS drawn
WHERE drawn.outcome IN ('wrong', 'no_evidence')
    AND NOT EXISTS (SELECT 1 FROM correction WHERE correction.entry = drawn.entry)
ORDER BY file, pointer, code
