-- Nobody serves in two places at once, but for as many minutes as the policy tolerates on the day of
-- the service. Of two the one recorded later is named, once, with the earliest other.
WITH part AS (
    SELECT
        file, CAST(substr(start, 1, 2) AS BIGINT) * 60 + CAST(substr(start, 4, 2) AS BIGINT)
            AS minute,
        CAST(substr(date, 9, 2) AS BIGINT) AS date,
        -- Years begin in March, so that the odd day of a leap year comes last.
        CAST(substr(date, 1, 4) AS BIGINT) - CASE WHEN substr(date, 6, 2) <= '02' THEN 1 ELSE 0 END
            AS y,
        153 * ((CAST(substr(date, 6, 2) AS BIGINT) + 9) % 12) + 2 AS m,
        4 AS four, 5 AS five, 100 AS hundred, 400 AS age
    FROM activity
    WHERE basis = 'local'
),
-- Days counted from a day long ago, and minutes from its midnight.
moment AS (
    SELECT file, day, 1440 * day + minute AS begins
    FROM (
        SELECT
            file, minute,
            365 * y + CAST((y - y % four) / four AS BIGINT)
                - CAST((y - y % hundred) / hundred AS BIGINT) + CAST((y - y % age) / age AS BIGINT)
                + CAST((m - m % five) / five AS BIGINT) + date AS day
        FROM part
    ) AS numbered
),
service AS (
    SELECT
        r.entry, r.number, r.file, r.pointer, r.recorded_on, t.day, t.begins,
        s.quantity AS minutes, COALESCE(p.overlap_minutes, 0) AS tolerated
    FROM recorded AS r
    JOIN share AS s ON s.file = r.file AND s.pointer = r.pointer AND s.event = 'service'
    JOIN moment AS t ON t.file = r.file
    LEFT JOIN in_force AS f
        ON f.family = 'overlap' AND f.kind = 'team' AND f.id = s.home AND f.cohort = s.cohort
        AND f.day = s.served_on
    LEFT JOIN policy AS p ON p.file = f.policy_file
),
-- A service past midnight stands on the next day too.
standing AS (
    SELECT service.*, day AS on_day FROM service
    UNION ALL
    SELECT service.*, day + 1 FROM service WHERE begins + minutes > 1440 * (day + 1)
),
clash AS (
    SELECT DISTINCT
        b.file, b.pointer, b.number, a.entry AS other, a.file AS related_file,
        a.pointer AS related_pointer, least(a.tolerated, b.tolerated) AS tolerated,
        least(a.begins + a.minutes, b.begins + b.minutes) - greatest(a.begins, b.begins) AS minutes
    FROM standing AS a
    JOIN standing AS b ON b.number = a.number AND b.on_day = a.on_day AND b.entry <> a.entry
    WHERE a.recorded_on < b.recorded_on
        OR (a.recorded_on = b.recorded_on AND a.begins < b.begins)
        OR (a.recorded_on = b.recorded_on AND a.begins = b.begins AND a.entry < b.entry)
),
ranked AS (
    SELECT
        clash.*,
        row_number() OVER (PARTITION BY file, pointer ORDER BY other, related_pointer) AS place
    FROM clash
    WHERE minutes > tolerated
)
SELECT
    'L005' AS code, file, pointer || '/minutes' AS pointer, number, other,
    CAST(minutes AS STRING) AS minutes, CAST(tolerated AS STRING) AS tolerated, related_file,
    related_pointer || '/minutes' AS related_pointer
FROM ranked
WHERE place = 1
ORDER BY file, pointer, code
