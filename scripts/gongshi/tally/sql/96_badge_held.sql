-- The badges that stand on passbooks: those earned by the ledger, and those that an award round gave
-- (`award`, `granted_on`: its source), each once. A round's badge of a period is the one earned in
-- that period or in part of it; one that the round revoked stands no more, earned or not. Where a
-- policy puts badges under notice, one that is only earned waits for the round that gives it.
CREATE TABLE badge_held AS
WITH
  given AS (
    SELECT granted.number, granted.badge AS rule, granted.appraises, granted.award,
      granted.granted_on, granted.revoked_on IS NULL AS stands
    FROM granted
    JOIN member ON member.number = granted.number
    WHERE granted.badge IS NOT NULL
  ),
  both_ways AS (
    SELECT badge.number, badge.policy, badge.rule, badge.period, given.award, given.granted_on,
      given.stands,
      ROW_NUMBER() OVER (
        PARTITION BY badge.number, badge.policy, badge.rule, badge.period
        ORDER BY CASE WHEN given.stands THEN 0 ELSE 1 END, given.granted_on, given.award
      ) AS choice
    FROM badge
    JOIN given
      ON given.number = badge.number AND given.rule = badge.rule
      AND (
        given.appraises IS NULL OR badge.period = 'all'
        OR SUBSTR(badge.period, 1, LENGTH(given.appraises)) = given.appraises
      )
  ),
  only_given AS (
    SELECT given.number, given.rule, COALESCE(given.appraises, 'all') AS period,
      MIN(given.award) AS award, MIN(given.granted_on) AS granted_on
    FROM given
    WHERE given.stands
      AND NOT EXISTS (
        SELECT 1
        FROM both_ways
        WHERE both_ways.number = given.number AND both_ways.rule = given.rule
          AND both_ways.award = given.award
      )
    GROUP BY given.number, given.rule, given.appraises
  ),
  awaiting AS (
    SELECT DISTINCT member.number
    FROM policy__under_notice AS rule
    JOIN policy ON policy.file = rule.file AND policy.basis = 'local'
    JOIN as_of ON as_of.day BETWEEN policy.from AND COALESCE(policy.until, as_of.day)
    JOIN scope ON scope.kind = 'team' AND scope.above = policy.scope
    JOIN member
      ON member.team = scope.id AND COALESCE(member.cohort = policy.cohort, policy.cohort IS NULL)
    WHERE rule.subject = 'badges'
  ),
  named AS (
    SELECT rule.id AS rule, MIN(policy.id) AS policy, MIN(rule.name) AS badge
    FROM policy__badges AS rule
    JOIN policy ON policy.file = rule.file AND policy.basis = 'local'
    GROUP BY rule.id
  )
SELECT badge.number, badge.policy, badge.rule, badge.badge, badge.period, badge.attended,
  badge.rating_sum, badge.rated, both_ways.award, both_ways.granted_on
FROM badge
LEFT JOIN both_ways
  ON both_ways.number = badge.number AND both_ways.policy = badge.policy
  AND both_ways.rule = badge.rule AND both_ways.period = badge.period AND both_ways.choice = 1
LEFT JOIN awaiting ON awaiting.number = badge.number
WHERE both_ways.stands OR (both_ways.stands IS NULL AND awaiting.number IS NULL)
UNION ALL
SELECT only_given.number, named.policy, only_given.rule, named.badge, only_given.period,
  CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT), only_given.award, only_given.granted_on
FROM only_given
JOIN named ON named.rule = only_given.rule;
