-- The star for which each volunteer's minutes in all are enough (domain.md E1): eligible, never
-- granted, since a yearly round decides. `star` is 0 below the first threshold.
-- A rung may ask for more than minutes (E2, E3): a mean rating of at least so much, a mean response
-- of at most so many hours, so many full months since joining. Means are compared as sums, so
-- nothing is rounded; where nothing was rated, or no response timed, that gate is not met.
-- Minutes are those earned: what is saved, taken out or lapsed lowers no star.
CREATE TABLE star AS
WITH
  served AS (
    SELECT number, CAST(SUM(amount) AS DECIMAL(38, 2)) AS minutes
    FROM ledger
    WHERE measure = 'minutes' AND origin = 'service'
    GROUP BY number
  ),
  praised AS (
    SELECT number, CAST(COALESCE(SUM(rating), 0) AS BIGINT) AS rating_sum,
      CAST(COUNT(rating) AS BIGINT) AS rated,
      CAST(COALESCE(SUM(response_hours), 0) AS BIGINT) AS response_sum,
      CAST(COUNT(response_hours) AS BIGINT) AS responses
    FROM attended
    GROUP BY number
  ),
  standing AS (
    SELECT member.number, in_force.policy, in_force.policy_file,
      COALESCE(served.minutes, CAST(0 AS DECIMAL(38, 2))) AS minutes,
      COALESCE(praised.rating_sum, 0) AS rating_sum, COALESCE(praised.rated, 0) AS rated,
      COALESCE(praised.response_sum, 0) AS response_sum,
      COALESCE(praised.responses, 0) AS responses,
      (CAST(SUBSTR(as_of.day, 1, 4) AS BIGINT) - CAST(SUBSTR(member.joined, 1, 4) AS BIGINT)) * 12
        + CAST(SUBSTR(as_of.day, 6, 2) AS BIGINT) - CAST(SUBSTR(member.joined, 6, 2) AS BIGINT)
        - CASE WHEN SUBSTR(as_of.day, 9, 2) < SUBSTR(member.joined, 9, 2) THEN 1 ELSE 0 END
        AS months
    FROM member
    CROSS JOIN as_of
    JOIN in_force
      ON in_force.family = 'stars' AND in_force.kind = 'team' AND in_force.id = member.team
      AND in_force.cohort = COALESCE(member.cohort, '') AND in_force.day = as_of.day
    LEFT JOIN served ON served.number = member.number
    LEFT JOIN praised ON praised.number = member.number
  ),
  tried AS (
    SELECT standing.*, rung.star, rung.minutes AS threshold, rung.min_rating,
      rung.max_response_hours, rung.months_member,
      standing.minutes >= rung.minutes
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
        AND (rung.months_member IS NULL OR standing.months >= rung.months_member) AS is_met
    FROM standing
    JOIN policy__stars AS rung ON rung.file = standing.policy_file
  ),
  won AS (
    SELECT number, COALESCE(MAX(CASE WHEN is_met THEN star END), 0) AS star
    FROM tried
    GROUP BY number
  ),
  ahead AS (
    SELECT tried.*,
      ROW_NUMBER() OVER (PARTITION BY tried.number ORDER BY tried.star, tried.threshold) AS choice
    FROM tried
    JOIN won ON won.number = tried.number
    WHERE tried.star > won.star
  )
SELECT tried.number, tried.policy, tried.minutes, won.star,
  MIN(CASE WHEN tried.is_met AND tried.star = won.star THEN tried.threshold END) AS threshold,
  ahead.star AS next_star, ahead.threshold AS next_threshold,
  ahead.min_rating AS next_min_rating, ahead.max_response_hours AS next_max_response_hours,
  ahead.months_member AS next_months_member, tried.rating_sum, tried.rated, tried.response_sum,
  tried.responses, tried.months
FROM tried
JOIN won ON won.number = tried.number
LEFT JOIN ahead ON ahead.number = tried.number AND ahead.choice = 1
GROUP BY tried.number, tried.policy, tried.minutes, won.star, ahead.star, ahead.threshold,
  ahead.min_rating, ahead.max_response_hours, ahead.months_member, tried.rating_sum, tried.rated,
  tried.response_sum, tried.responses, tried.months;
