-- The star for which each volunteer's minutes in all are enough (domain.md E1) on each day of
-- `star_day`, by what had been booked by its end: eligible, never granted, since a yearly round
-- decides. `star` is 0 below the first threshold.
-- A rung may ask for more than minutes (E2, E3): a mean rating of at least so much, a mean response
-- of at most so many hours, so many full months since joining. Means are compared as sums, so
-- nothing is rounded; where nothing was rated, or no response timed, that gate is not met.
-- Minutes are those earned: what is saved, taken out or lapsed lowers no star.
CREATE TABLE star_standing AS
WITH
  -- Every day of booking with the first day of asking that it is in time for.
  slot AS (
    SELECT entry.booked_on, MIN(star_day.day) AS day
    FROM (SELECT DISTINCT booked_on FROM entry WHERE standing = 'counted') AS entry
    JOIN star_day ON star_day.day >= entry.booked_on
    GROUP BY entry.booked_on
  ),
  earned_in AS (
    SELECT slot.day, ledger.number, CAST(SUM(ledger.amount) AS DECIMAL(38, 2)) AS minutes
    FROM ledger
    JOIN slot ON slot.booked_on = ledger.booked_on
    WHERE ledger.measure = 'minutes' AND ledger.origin = 'service'
    GROUP BY slot.day, ledger.number
  ),
  served AS (
    SELECT star_day.day, earned_in.number, CAST(SUM(earned_in.minutes) AS DECIMAL(38, 2)) AS minutes
    FROM earned_in
    JOIN star_day ON star_day.day >= earned_in.day
    GROUP BY star_day.day, earned_in.number
  ),
  praise AS (
    SELECT entry.item, slot.day AS slot, activity.rating, activity.response_hours
    FROM entry
    JOIN slot ON slot.booked_on = entry.booked_on
    JOIN activity ON activity.file = entry.file
    WHERE entry.standing = 'counted'
      AND (activity.rating IS NOT NULL OR activity.response_hours IS NOT NULL)
  ),
  praised AS (
    SELECT star_day.day, attendance.number,
      CAST(COALESCE(SUM(praise.rating), 0) AS BIGINT) AS rating_sum,
      CAST(COUNT(praise.rating) AS BIGINT) AS rated,
      CAST(COALESCE(SUM(praise.response_hours), 0) AS BIGINT) AS response_sum,
      CAST(COUNT(praise.response_hours) AS BIGINT) AS responses
    FROM attendance
    JOIN praise ON praise.item = attendance.item
    JOIN star_day ON star_day.day >= praise.slot AND star_day.day < attendance.undone_on
    GROUP BY star_day.day, attendance.number
  ),
  standing AS (
    SELECT star_day.day, member.number, in_force.policy, in_force.policy_file,
      COALESCE(served.minutes, CAST(0 AS DECIMAL(38, 2))) AS minutes,
      COALESCE(praised.rating_sum, 0) AS rating_sum, COALESCE(praised.rated, 0) AS rated,
      COALESCE(praised.response_sum, 0) AS response_sum,
      COALESCE(praised.responses, 0) AS responses,
      (CAST(SUBSTR(star_day.day, 1, 4) AS BIGINT) - CAST(SUBSTR(member.joined, 1, 4) AS BIGINT)) * 12
        + CAST(SUBSTR(star_day.day, 6, 2) AS BIGINT) - CAST(SUBSTR(member.joined, 6, 2) AS BIGINT)
        - CASE WHEN SUBSTR(star_day.day, 9, 2) < SUBSTR(member.joined, 9, 2) THEN 1 ELSE 0 END
        AS months
    FROM member
    CROSS JOIN star_day
    JOIN in_force
      ON in_force.family = 'stars' AND in_force.kind = 'team' AND in_force.id = member.team
      AND in_force.cohort = COALESCE(member.cohort, '') AND in_force.day = star_day.day
    LEFT JOIN served ON served.number = member.number AND served.day = star_day.day
    LEFT JOIN praised ON praised.number = member.number AND praised.day = star_day.day
  ),
  -- The rungs of each ladder from the lowest; of two for one star the easier one counts for more.
  rung AS (
    SELECT file, star, minutes, min_rating, max_response_hours, months_member,
      ROW_NUMBER() OVER (PARTITION BY file ORDER BY star, minutes DESC, ord DESC) AS rank
    FROM policy__stars
  ),
  reached AS (
    SELECT standing.day, standing.number, MAX(rung.rank) AS rank
    FROM standing
    JOIN rung ON rung.file = standing.policy_file
    WHERE standing.minutes >= rung.minutes
      AND (
        rung.min_rating IS NULL
        OR (
          standing.rated > 0
          AND standing.rating_sum >= CAST(rung.min_rating AS DECIMAL(3, 2)) * standing.rated
        )
      )
      AND (
        rung.max_response_hours IS NULL
        OR (
          standing.responses > 0
          AND standing.response_sum <= rung.max_response_hours * standing.responses
        )
      )
      AND (rung.months_member IS NULL OR standing.months >= rung.months_member)
    GROUP BY standing.day, standing.number
  ),
  -- What comes after each rung: the easiest one of the next star.
  stair AS (
    SELECT policy__stars.*, below.rank AS after_rank,
      ROW_NUMBER() OVER (
        PARTITION BY policy__stars.file, below.rank
        ORDER BY policy__stars.star, policy__stars.minutes, policy__stars.ord
      ) AS choice
    FROM policy__stars
    JOIN (
      SELECT file, star, rank FROM rung
      UNION ALL
      SELECT DISTINCT file, CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM rung
    ) AS below ON below.file = policy__stars.file AND below.star < policy__stars.star
  )
SELECT standing.day, standing.number, standing.policy, standing.minutes,
  COALESCE(held.star, 0) AS star, held.minutes AS threshold, ahead.star AS next_star,
  ahead.minutes AS next_threshold, ahead.min_rating AS next_min_rating,
  ahead.max_response_hours AS next_max_response_hours,
  ahead.months_member AS next_months_member, standing.rating_sum, standing.rated,
  standing.response_sum, standing.responses, standing.months
FROM standing
LEFT JOIN reached ON reached.number = standing.number AND reached.day = standing.day
LEFT JOIN rung AS held ON held.file = standing.policy_file AND held.rank = reached.rank
LEFT JOIN stair AS ahead
  ON ahead.file = standing.policy_file AND ahead.after_rank = COALESCE(reached.rank, 0)
  AND ahead.choice = 1;

-- The same on the day asked for.
CREATE VIEW star AS
SELECT star_standing.number, star_standing.policy, star_standing.minutes, star_standing.star,
  star_standing.threshold, star_standing.next_star, star_standing.next_threshold,
  star_standing.next_min_rating, star_standing.next_max_response_hours,
  star_standing.next_months_member, star_standing.rating_sum, star_standing.rated,
  star_standing.response_sum, star_standing.responses, star_standing.months
FROM star_standing
JOIN as_of ON as_of.day = star_standing.day;

-- Stars granted to volunteers that stand on the day asked for: a later round's in place of an earlier
-- one's. Of a star that was revoked the one of the round before stands again, which nobody revoked.
CREATE TABLE granted_star AS
WITH
  ranked AS (
    SELECT number, star, award, appraises, granted_on,
      ROW_NUMBER() OVER (
        PARTITION BY number ORDER BY granted_on DESC, star DESC, award
      ) AS choice
    FROM granted
    WHERE number IS NOT NULL AND star IS NOT NULL AND revoked_on IS NULL
  )
SELECT number, star, award, appraises, granted_on
FROM ranked
WHERE choice = 1;
