-- Which policy's rules hold for whom on which day, for each family of rules and measure.
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
--   under_notice, approvals   the place of a decision, on the first day of its notice (of an
--                approval: the day of the effect); `measure` is the subject, or the level
CREATE TABLE in_force AS
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
  question (family, kind, id, cohort, day) AS (
    SELECT DISTINCT 'earning', ruled_kind, ruled_by, cohort, served_on
    FROM share
    WHERE event IN ('service', 'money', 'goods')
    UNION ALL
    SELECT DISTINCT asked.family, 'team', share.home, share.cohort, share.served_on
    FROM share
    CROSS JOIN (
      SELECT DISTINCT family FROM offer WHERE family IN ('caps', 'overlap', 'badges')
    ) AS asked
    WHERE share.event = 'service' AND share.home IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'expiry', 'team', member.team, COALESCE(member.cohort, ''), expiry_day.day
    FROM member
    CROSS JOIN expiry_day
    UNION ALL
    SELECT DISTINCT 'withdrawals', 'team', home, cohort, served_on
    FROM share
    WHERE event IN ('withdrawal', 'gift_out', 'pool_out') AND home IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'windows', ruled_kind, ruled_by, cohort, served_on
    FROM share
    WHERE event = 'redemption'
    UNION ALL
    SELECT DISTINCT 'quota', 'team', member.team, COALESCE(member.cohort, ''), policy_year.first_day
    FROM member
    CROSS JOIN policy_year
    UNION ALL
    SELECT DISTINCT 'stars', 'team', member.team, COALESCE(member.cohort, ''), star_day.day
    FROM member
    CROSS JOIN star_day
    UNION ALL
    SELECT DISTINCT 'cadence', 'team', entry.team, '', entry.served_on
    FROM entry
    WHERE entry.event = 'service' AND entry.standing <> 'later'
    UNION ALL
    SELECT DISTINCT 'order_flow', 'unit', need.unit, '', SUBSTR(event.at, 1, 10)
    FROM need
    JOIN need__events AS event ON event.file = need.file AND event.step = 'requested'
    UNION ALL
    SELECT 'unit_stars', 'unit', unit.id, '', LEAST(policy_year.last_day, as_of.day)
    FROM unit
    CROSS JOIN policy_year
    CROSS JOIN as_of
    UNION ALL
    SELECT DISTINCT 'under_notice', 'place', place, '', day
    FROM decision
    WHERE day IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'approvals', 'place', place, '', effective_on
    FROM decision
    WHERE level IS NOT NULL AND effective_on IS NOT NULL
  ),
  ranked AS (
    SELECT question.family, question.kind, question.id, question.cohort, question.day,
      offer.measure, policy.file AS policy_file, policy.id AS policy,
      scope.above AS policy_scope,
      ROW_NUMBER() OVER (
        PARTITION BY question.family, question.kind, question.id, question.cohort, question.day,
          offer.measure
        ORDER BY scope.nearness, CASE WHEN policy.cohort IS NULL THEN 1 ELSE 0 END,
          policy.from DESC, policy.id
      ) AS choice
    FROM question
    JOIN scope ON scope.kind = question.kind AND scope.id = question.id
    JOIN policy ON policy.scope = scope.above
    JOIN offer ON offer.family = question.family AND offer.file = policy.file
    WHERE policy.basis = 'local'
      AND policy.from <= question.day
      AND (policy.until IS NULL OR question.day <= policy.until)
      AND (policy.cohort IS NULL OR policy.cohort = question.cohort)
  )
SELECT family, kind, id, cohort, day, measure, policy_file, policy, policy_scope
FROM ranked
WHERE choice = 1;
