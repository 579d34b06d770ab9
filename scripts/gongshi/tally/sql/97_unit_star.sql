-- The star of each unit in each year by five indicators (domain.md B3), all of which a star asks
-- for, with all units below: volunteers who had joined, minutes served in the year, projects drafted,
-- points redeemed in the year, partners who had joined; as of the year's last day, or of the day
-- asked for in a year that is not over. By the policy in force that day. `next_…` are the
-- thresholds of the next star. Eligible, never granted.
CREATE TABLE unit_star AS
WITH
  asked AS (
    SELECT in_force.id AS unit, in_force.day, SUBSTR(in_force.day, 1, 4) AS year,
      in_force.policy, in_force.policy_file
    FROM policy_year
    CROSS JOIN as_of
    JOIN in_force
      ON in_force.family = 'unit_stars' AND in_force.day = LEAST(policy_year.last_day, as_of.day)
  ),
  account AS (
    SELECT asked.unit, asked.year, CAST(COUNT(*) AS BIGINT) AS held
    FROM asked
    JOIN scope ON scope.kind = 'unit' AND scope.above_kind = 'unit' AND scope.above = asked.unit
    JOIN member ON member.unit = scope.id AND member.joined <= asked.day
    GROUP BY asked.unit, asked.year
  ),
  drafted AS (
    SELECT asked.unit, asked.year, CAST(COUNT(*) AS BIGINT) AS held
    FROM asked
    JOIN scope ON scope.kind = 'unit' AND scope.above_kind = 'unit' AND scope.above = asked.unit
    JOIN project
      ON project.unit = scope.id AND project.basis = 'local' AND project.drafted_on <= asked.day
    GROUP BY asked.unit, asked.year
  ),
  allied AS (
    SELECT asked.unit, asked.year, CAST(COUNT(*) AS BIGINT) AS held
    FROM asked
    JOIN scope ON scope.kind = 'unit' AND scope.above_kind = 'unit' AND scope.above = asked.unit
    JOIN partner
      ON partner.unit = scope.id AND partner.basis = 'local'
      AND COALESCE(partner.joined, '') <= asked.day
    GROUP BY asked.unit, asked.year
  ),
  standing AS (
    SELECT asked.unit, asked.year, asked.day, asked.policy, asked.policy_file,
      COALESCE(account.held, 0) AS accounts,
      CAST(COALESCE(served.amount, 0) AS DECIMAL(38, 2)) AS minutes,
      COALESCE(drafted.held, 0) AS projects,
      CAST(COALESCE(-bought.amount, 0) AS DECIMAL(38, 2)) AS redeemed,
      COALESCE(allied.held, 0) AS partners
    FROM asked
    LEFT JOIN account ON account.unit = asked.unit AND account.year = asked.year
    LEFT JOIN drafted ON drafted.unit = asked.unit AND drafted.year = asked.year
    LEFT JOIN allied ON allied.unit = asked.unit AND allied.year = asked.year
    LEFT JOIN total AS served
      ON served.kind = 'unit' AND served.id = asked.unit AND served.period = asked.year
      AND served.measure = 'minutes' AND served.event = 'service'
    LEFT JOIN total AS bought
      ON bought.kind = 'unit' AND bought.id = asked.unit AND bought.period = asked.year
      AND bought.measure = 'points' AND bought.event = 'redemption'
  ),
  tried AS (
    SELECT standing.*, rung.star, rung.accounts AS need_accounts, rung.minutes AS need_minutes,
      rung.projects AS need_projects, CAST(rung.redeemed AS DECIMAL(11, 2)) AS need_redeemed,
      rung.partners AS need_partners,
      standing.accounts >= rung.accounts AND standing.minutes >= rung.minutes
        AND standing.projects >= rung.projects
        AND standing.redeemed >= CAST(rung.redeemed AS DECIMAL(11, 2))
        AND standing.partners >= rung.partners AS is_met
    FROM standing
    JOIN policy__unit_stars AS rung ON rung.file = standing.policy_file
  ),
  won AS (
    SELECT unit, year, COALESCE(MAX(CASE WHEN is_met THEN star END), 0) AS star
    FROM tried
    GROUP BY unit, year
  ),
  ahead AS (
    SELECT tried.*,
      ROW_NUMBER() OVER (
        PARTITION BY tried.unit, tried.year
        ORDER BY tried.star, tried.need_accounts, tried.need_minutes, tried.need_projects,
          tried.need_redeemed, tried.need_partners
      ) AS choice
    FROM tried
    JOIN won ON won.unit = tried.unit AND won.year = tried.year
    WHERE tried.star > won.star
  )
SELECT standing.unit, CAST(standing.year AS BIGINT) AS year, standing.day, standing.policy,
  standing.accounts, standing.minutes, standing.projects, standing.redeemed, standing.partners,
  won.star, ahead.star AS next_star, ahead.need_accounts AS next_accounts,
  ahead.need_minutes AS next_minutes, ahead.need_projects AS next_projects,
  ahead.need_redeemed AS next_redeemed, ahead.need_partners AS next_partners
FROM standing
JOIN won ON won.unit = standing.unit AND won.year = standing.year
LEFT JOIN ahead
  ON ahead.unit = standing.unit AND ahead.year = standing.year AND ahead.choice = 1;
