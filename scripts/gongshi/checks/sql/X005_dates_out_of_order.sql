-- Dates that follow each other by their nature do not run backwards. Partial dates are compared as
-- far as both go: 2010 and 2010-05 are in order either way.
SELECT
    'X005' AS code, file, later_pointer AS pointer, earlier, later,
    earlier_pointer AS earlier_field, later_pointer AS later_field,
    file AS related_file, earlier_pointer AS related_pointer
FROM date_pair
WHERE (
    substr(earlier, 1, least(length(earlier), length(later)))
    <= substr(later, 1, least(length(earlier), length(later)))
) IS NOT TRUE
ORDER BY file, pointer, code
