-- A star asks for no fewer minutes than each lower one, and for more of something; a unit's for more
-- in one of its indicators. Each star is judged by itself, so the lower would mean nothing else.
WITH ladder AS (
    SELECT
        file, 'stars' AS list, '/minutes' AS field, ord, star, minutes,
        COALESCE(CAST(min_rating AS DECIMAL(18, 2)), CAST(0 AS DECIMAL(18, 2))) AS a,
        0 - COALESCE(max_response_hours, 100000) AS b, COALESCE(months_member, 0) AS c,
        0 AS d
    FROM policy__stars
    UNION ALL
    SELECT
        file, 'unit_stars', '/star', ord, star, minutes, CAST(redeemed AS DECIMAL(18, 2)),
        accounts, projects, partners
    FROM policy__unit_stars
),
below AS (
    SELECT
        h.file, h.list, h.field, h.ord, h.star, l.star AS lower_star, l.ord AS lower_ord,
        row_number() OVER (
            PARTITION BY h.file, h.list, h.ord ORDER BY l.star DESC, l.ord
        ) AS place
    FROM ladder AS h
    JOIN ladder AS l ON l.file = h.file AND l.list = h.list AND l.star < h.star
    WHERE (h.list = 'stars' AND h.minutes < l.minutes)
        OR (
            h.minutes <= l.minutes AND h.a <= l.a AND h.b <= l.b AND h.c <= l.c AND h.d <= l.d
        )
)
SELECT
    'L031' AS code, b.file, '/' || b.list || '/' || CAST(b.ord AS STRING) || b.field AS pointer,
    CAST(b.star AS STRING) AS star, CAST(b.lower_star AS STRING) AS lower_star,
    b.file AS related_file,
    '/' || b.list || '/' || CAST(b.lower_ord AS STRING) || b.field AS related_pointer
FROM below AS b
JOIN policy AS p ON p.file = b.file
WHERE b.place = 1 AND p.basis = 'local'
ORDER BY file, pointer, code
