-- Who has withdrawn since they agreed to a profile has withdrawn from that too. A profile that rests
-- on a legal basis does not rest on their consent.
SELECT
    'O314' AS code, p.file, '/consent/given_on' AS pointer, p.number,
    m.consent_on AS withdrawn_on, m.file AS related_file,
    '/members/' || CAST(m.ord AS STRING) || '/consent_on' AS related_pointer
FROM profile AS p
JOIN roster__members AS m ON m.number = p.number
WHERE m.consent = 'nothing' AND m.consent_on > p.consent_given_on AND p.consent_legal_basis IS NULL
ORDER BY file, pointer, code
