-- Which policy's rules hold for whom in which era, for each family of rules and measure.
-- The nearest scope wins whole (design.md section 6); within one scope a policy for the cohort
-- wins over one for everyone. Of two still equal, which the checks refuse, the later begun is
-- taken, so that the answer never depends on the order of files.
-- Asked are, by family (`measure` is '' where a family has none; `cohort` '' for none or unknown):
--   earning      the team of an activity, or the unit that took a gift; the day of either
--   caps, overlap, badges   the volunteer's own team, on the day of the service
--   expiry       the volunteer's own team, on each day of expiry
--   withdrawals  the volunteer's own team, on the day of the request
--   windows      the unit that redeems, on the day of the redemption
--   quota        the volunteer's own team, on the first of January
--   stars        the volunteer's own team, on the day asked for, and the last of a star round's year
--   cadence      the team of an activity, verified or not, on the day of the service
--   order_flow   the unit that took a need, on the day of the request
--   unit_stars   the unit, on the last day of each year, or the day asked for in a year not over
--   under_notice, approvals   the unit or place that a decision goes by, on the first day of its
--                notice (of an approval: the day of the effect); `measure` is the subject, or level
CREATE TABLE ruling AS
WITH
  offer (family, measure, file) AS (
    SELECT DISTINCT 'earning', measure, file FROM policy__earning
    UNION ALL
    SELECT DISTINCT 'caps', measure, file FROM policy__caps
    UNION ALL
    SELECT 'overlap', '', file FROM policy WHERE overlap_minutes IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'badges', '', file FROM policy__badges
    UNION ALL
    SELECT DISTINCT 'expiry', measure, file FROM policy__expiry
    UNION ALL
    SELECT DISTINCT 'withdrawals', '', file FROM policy__withdrawals
    UNION ALL
    SELECT DISTINCT 'windows', '', file FROM policy__windows
    UNION ALL
    SELECT DISTINCT 'quota', measure, file FROM policy__quotas
    UNION ALL
    SELECT DISTINCT 'stars', 'minutes', file FROM policy__stars
    UNION ALL
    SELECT DISTINCT 'cadence', '', file FROM policy__cadence
    UNION ALL
    SELECT DISTINCT 'order_flow', '', file FROM policy__order_flow
    UNION ALL
    SELECT DISTINCT 'unit_stars', '', file FROM policy__unit_stars
    UNION ALL
    SELECT DISTINCT 'under_notice', subject, file FROM policy__under_notice
    UNION ALL
    SELECT DISTINCT 'approvals', level, file FROM policy__approvals
  ),
  part AS (
    SELECT ground.event, ground.kind, ground.id, ground.era, each_part.home, each_part.cohort
    FROM ground
    JOIN (
      SELECT DISTINCT stand.ground, part.home, part.cohort
      FROM part
      JOIN stand ON stand.item = part.item
    ) AS each_part ON each_part.ground = ground.ground
  ),
  person AS (
    SELECT DISTINCT team, COALESCE(cohort, '') AS cohort FROM member
  ),
  question (family, kind, id, cohort, era) AS (
    SELECT DISTINCT 'earning', kind, id, cohort, era
    FROM part
    WHERE event IN ('service', 'money', 'goods')
    UNION ALL
    SELECT DISTINCT asked.family, 'team', part.home, part.cohort, part.era
    FROM part
    CROSS JOIN (
      SELECT DISTINCT family FROM offer WHERE family IN ('caps', 'overlap', 'badges')
    ) AS asked
    WHERE part.event = 'service' AND part.home IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'expiry', 'team', person.team, person.cohort, era.era
    FROM person
    CROSS JOIN expiry_day
    JOIN era ON era.day = expiry_day.day
    UNION ALL
    SELECT DISTINCT 'withdrawals', 'team', home, cohort, era
    FROM part
    WHERE event IN ('withdrawal', 'gift_out', 'pool_out') AND home IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'windows', kind, id, cohort, era
    FROM part
    WHERE event = 'redemption'
    UNION ALL
    SELECT DISTINCT 'quota', 'team', person.team, person.cohort, era.era
    FROM person
    CROSS JOIN policy_year
    JOIN era ON era.day = policy_year.first_day
    UNION ALL
    SELECT DISTINCT 'stars', 'team', person.team, person.cohort, era.era
    FROM person
    CROSS JOIN star_day
    JOIN era ON era.day = star_day.day
    UNION ALL
    SELECT DISTINCT 'cadence', 'team', entry.team, '', era.era
    FROM entry
    JOIN era ON era.day = entry.served_on
    WHERE entry.event = 'service' AND entry.standing <> 'later'
    UNION ALL
    SELECT DISTINCT 'order_flow', 'unit', need.unit, '', era.era
    FROM need
    JOIN need__events AS event ON event.file = need.file AND event.step = 'requested'
    JOIN era ON era.day = SUBSTR(event.at, 1, 10)
    UNION ALL
    SELECT DISTINCT 'unit_stars', 'unit', unit.id, '', era.era
    FROM unit
    CROSS JOIN policy_year
    CROSS JOIN as_of
    JOIN era ON era.day = LEAST(policy_year.last_day, as_of.day)
    UNION ALL
    SELECT DISTINCT 'under_notice', decision.ruled_kind, decision.ruled_by, '', era.era
    FROM decision
    JOIN era ON era.day = decision.day
    UNION ALL
    SELECT DISTINCT 'approvals', decision.ruled_kind, decision.ruled_by, '', era.era
    FROM decision
    JOIN era ON era.day = decision.effective_on
    WHERE decision.level IS NOT NULL
  ),
  -- What each policy offers to each team, unit and place below its scope.
  reach AS (
    SELECT scope.kind, scope.id, scope.above, scope.nearness, offer.family, offer.measure,
      policy.file, policy.id AS policy, policy.from, policy.until, policy.cohort
    FROM policy
    JOIN offer ON offer.file = policy.file
    JOIN scope ON scope.above = policy.scope
    WHERE policy.basis = 'local'
  ),
  ranked AS (
    SELECT question.family, question.kind, question.id, question.cohort, question.era,
      reach.measure, reach.file AS policy_file, reach.policy, reach.above AS policy_scope,
      ROW_NUMBER() OVER (
        PARTITION BY question.family, question.kind, question.id, question.cohort, question.era,
          reach.measure
        ORDER BY reach.nearness, CASE WHEN reach.cohort IS NULL THEN 1 ELSE 0 END,
          reach.from DESC, reach.policy
      ) AS choice
    FROM question
    JOIN reach
      ON reach.family = question.family AND reach.kind = question.kind AND reach.id = question.id
    WHERE reach.from <= question.era
      AND (reach.until IS NULL OR question.era <= reach.until)
      AND (reach.cohort IS NULL OR reach.cohort = question.cohort)
  )
SELECT family, kind, id, cohort, era, measure, policy_file, policy, policy_scope
FROM ranked
WHERE choice = 1;
