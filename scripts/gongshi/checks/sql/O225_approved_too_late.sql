-- What approves a local honor was issued before it was granted, not after.
SELECT
    'O225' AS code, h.file, '/approval' AS pointer, h.approval, h.granted_on, d.issued_on,
    d.file AS related_file, '/issued_on' AS related_pointer
FROM honor AS h
JOIN document AS d ON d.id = h.approval
WHERE h.basis = 'local' AND d.issued_on > substr(h.granted_on, 1, length(d.issued_on))
ORDER BY file, pointer, code
