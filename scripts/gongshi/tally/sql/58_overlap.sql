-- Every two services of one person that count and lie partly over each other: from the start, so
-- many minutes as were served. `minutes` is how long both went on, `tolerated` what the policy in
-- force for the person on the day of the service allows (none: 0), the less of the two. Named is
-- the one recorded later; the other is `other`, at `related_file` and `related_pointer`.
-- A view: only the checks and the worked examples ask.
CREATE VIEW overlap AS
WITH
  clock AS (
    SELECT file, recorded_on,
      CAST(SUBSTR(start, 1, 2) AS BIGINT) * 60 + CAST(SUBSTR(start, 4, 2) AS BIGINT) AS minute,
      CAST(SUBSTR(date, 9, 2) AS BIGINT) AS date,
      -- Years begin in March, so that the odd day of a leap year comes last.
      CAST(SUBSTR(date, 1, 4) AS BIGINT) - CASE WHEN SUBSTR(date, 6, 2) <= '02' THEN 1 ELSE 0 END
        AS y,
      153 * ((CAST(SUBSTR(date, 6, 2) AS BIGINT) + 9) % 12) + 2 AS m,
      4 AS four, 5 AS five, 100 AS hundred, 400 AS age
    FROM activity
    WHERE basis = 'local'
  ),
  -- Days counted from a day long ago, and minutes from its midnight.
  moment AS (
    SELECT file, recorded_on, day, 1440 * day + minute AS begins
    FROM (
      SELECT file, recorded_on, minute,
        365 * y + CAST((y - y % four) / four AS BIGINT)
          - CAST((y - y % hundred) / hundred AS BIGINT) + CAST((y - y % age) / age AS BIGINT)
          + CAST((m - m % five) / five AS BIGINT) + date AS day
      FROM clock
    ) AS numbered
  ),
  -- Who served when; a service past midnight stands on the next day too.
  attended AS (
    SELECT share.item, share.seat, share.number, moment.day AS on_day
    FROM share
    JOIN moment ON moment.file = share.file
    WHERE share.event = 'service'
    UNION ALL
    SELECT share.item, share.seat, share.number, moment.day + 1
    FROM share
    JOIN moment ON moment.file = share.file
    WHERE share.event = 'service' AND moment.begins + share.quantity > 1440 * (moment.day + 1)
  ),
  -- Few serve twice a day: of those alone more need be known.
  twice AS (
    SELECT number, on_day FROM attended GROUP BY number, on_day HAVING COUNT(*) > 1
  ),
  standing AS (
    SELECT twice.on_day, share.entry, share.number, share.file, share.pointer, moment.recorded_on,
      moment.begins, share.quantity AS minutes, COALESCE(policy.overlap_minutes, 0) AS tolerated
    FROM twice
    JOIN attended ON attended.number = twice.number AND attended.on_day = twice.on_day
    JOIN share ON share.item = attended.item AND share.seat = attended.seat
    JOIN moment ON moment.file = share.file
    LEFT JOIN era ON era.day = share.served_on
    LEFT JOIN ruling
      ON ruling.family = 'overlap' AND ruling.kind = 'team' AND ruling.id = share.home
      AND ruling.cohort = share.cohort AND ruling.era = era.era
    LEFT JOIN policy ON policy.file = ruling.policy_file
  ),
  both_at_once AS (
    SELECT DISTINCT b.file, b.pointer, b.number, a.entry AS other, a.file AS related_file,
      a.pointer AS related_pointer, LEAST(a.tolerated, b.tolerated) AS tolerated,
      LEAST(a.begins + a.minutes, b.begins + b.minutes) - GREATEST(a.begins, b.begins) AS minutes
    FROM standing AS a
    JOIN standing AS b ON b.number = a.number AND b.on_day = a.on_day AND b.entry <> a.entry
    WHERE a.recorded_on < b.recorded_on
      OR (a.recorded_on = b.recorded_on AND a.begins < b.begins)
      OR (a.recorded_on = b.recorded_on AND a.begins = b.begins AND a.entry < b.entry)
  )
SELECT file, pointer, number, other, related_file, related_pointer, minutes, tolerated
FROM both_at_once
WHERE minutes > 0;
