-- A local honor of a level that needs approval names the document that approved it.
SELECT
    'O211' AS code, h.file, '/level' AS pointer, h.level AS level_choice, i.policy,
    i.policy_file AS related_file, '/approvals/' || CAST(a.ord AS STRING) AS related_pointer
FROM honor AS h
JOIN decision AS d ON d.file = h.file AND d.kind = 'honor'
JOIN in_force AS i
    ON i.family = 'approvals' AND i.measure = d.level AND i.kind = d.ruled_kind
    AND i.id = d.ruled_by AND i.day = d.effective_on
JOIN policy__approvals AS a ON a.file = i.policy_file AND a.level = d.level
WHERE h.approval IS NULL
ORDER BY file, pointer, code
