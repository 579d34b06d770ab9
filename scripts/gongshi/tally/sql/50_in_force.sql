-- Which policy's rules hold for whom on which day, for each family of rules and measure.
-- The nearest scope wins whole (design.md section 6). Of two equally near, which the checks
-- refuse, the later begun is taken, so that the answer never depends on the order of files.
CREATE TABLE in_force AS
WITH
  offer (family, measure, file) AS (
    SELECT DISTINCT 'earning', measure, file FROM policy__earning
    UNION ALL
    SELECT DISTINCT 'quota', measure, file FROM policy__quotas
    UNION ALL
    SELECT DISTINCT 'stars', 'minutes', file FROM policy__stars
  ),
  question (family, kind, id, day) AS (
    SELECT DISTINCT 'earning', ruled_kind, ruled_by, served_on FROM entry WHERE standing = 'counted'
    UNION ALL
    SELECT DISTINCT 'quota', 'team', member.team, quota_year.first_day FROM member CROSS JOIN quota_year
    UNION ALL
    SELECT DISTINCT 'stars', 'team', member.team, as_of.day FROM member CROSS JOIN as_of
  ),
  ranked AS (
    SELECT question.family, question.kind, question.id, question.day, offer.measure,
      policy.file AS policy_file, policy.id AS policy, scope.above AS policy_scope,
      ROW_NUMBER() OVER (
        PARTITION BY question.family, question.kind, question.id, question.day, offer.measure
        ORDER BY scope.nearness, policy.from DESC, policy.id
      ) AS choice
    FROM question
    JOIN scope ON scope.kind = question.kind AND scope.id = question.id
    JOIN policy ON policy.scope = scope.above
    JOIN offer ON offer.family = question.family AND offer.file = policy.file
    WHERE policy.basis = 'local'
      AND policy.from <= question.day
      AND (policy.until IS NULL OR question.day <= policy.until)
  )
SELECT family, kind, id, day, measure, policy_file, policy, policy_scope
FROM ranked
WHERE choice = 1;
