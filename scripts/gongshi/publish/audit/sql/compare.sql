-- What is published beside what the published records, ledger and rules give, figure by figure.
--   what    line     a ledger line of a volunteer who publishes the number, a gift in fen, or goods
--                    redeemed, computed again from the records
--           sum      what each team, unit, place and fund had by month: the entries against the lines
--           total    what the pages show of each team, unit, place and fund: by all, year and month
--           passbook, star, badge   of each volunteer who publishes the number
--           unit     the indicators of a unit's star, and how punctual its records are
--           order    claim rates of units and places, and how needs were answered
--           closing  the lines and sums of a sealed month (its digest needs every number, and the salt)
--   beyond  why the published records do not suffice for it, else NULL
-- Who belongs to which cohort, who joined when, how many volunteers a unit has, and who gave time to
-- whom without publishing it, is not published.
CREATE TABLE comparison AS
WITH
  cohort_rule (scope, part, measure) AS (
    SELECT policy.scope, 'line', rule.measure
    FROM policy
    JOIN policy__earning AS rule ON rule.file = policy.file
    WHERE policy.basis = 'local' AND policy.cohort IS NOT NULL
    UNION ALL
    SELECT policy.scope, 'line', rule.measure
    FROM policy
    JOIN policy__caps AS rule ON rule.file = policy.file
    WHERE policy.basis = 'local' AND policy.cohort IS NOT NULL
    UNION ALL
    SELECT policy.scope, 'line', rule.measure
    FROM policy
    JOIN policy__expiry AS rule ON rule.file = policy.file
    WHERE policy.basis = 'local' AND policy.cohort IS NOT NULL
    UNION ALL
    SELECT policy.scope, 'star', CAST(NULL AS STRING)
    FROM policy
    JOIN policy__stars AS rule ON rule.file = policy.file
    WHERE policy.basis = 'local' AND policy.cohort IS NOT NULL
    UNION ALL
    SELECT policy.scope, 'badge', CAST(NULL AS STRING)
    FROM policy
    JOIN policy__badges AS rule ON rule.file = policy.file
    WHERE policy.basis = 'local' AND policy.cohort IS NOT NULL
  ),
  touched (number, kind, id) AS (
    SELECT number, 'team', team FROM member
    UNION ALL
    SELECT number, 'team', team FROM ledger WHERE number IS NOT NULL AND team IS NOT NULL
    UNION ALL
    SELECT number, 'unit', unit FROM ledger WHERE number IS NOT NULL AND unit IS NOT NULL
  ),
  beyond (what, number, measure, reason) AS (
    SELECT DISTINCT cohort_rule.part, touched.number, cohort_rule.measure, 'cohort'
    FROM cohort_rule
    JOIN scope ON scope.above = cohort_rule.scope
    JOIN touched ON touched.kind = scope.kind AND touched.id = scope.id
    UNION ALL
    SELECT DISTINCT 'line', ledger.number, 'credit_minutes', 'gift'
    FROM ledger
    JOIN withdrawal__entries AS taken ON taken.id = COALESCE(ledger.corrects, ledger.entry)
    WHERE ledger.number IS NOT NULL AND (taken.number IS NULL OR taken.minutes IS NULL)
    UNION ALL
    SELECT DISTINCT 'star', published_star.number, CAST(NULL AS STRING), 'joined'
    FROM published_star
    JOIN policy ON policy.id = published_star.policy
    JOIN policy__stars AS rung ON rung.file = policy.file
    WHERE rung.months_member IS NOT NULL
  ),
  line (side, number, measure, figure, amount) AS (
    SELECT 'published', number, measure,
      COALESCE(entry, '') || ' ' || COALESCE(number, '') || ' ' || event || ' ' || measure || ' '
        || COALESCE(policy, '') || ' ' || COALESCE(rule, '') || ' ' || served_on || ' ' || booked_on,
      amount
    FROM published_ledger
    WHERE number IS NOT NULL
      OR (measure = 'fen' AND event <> 'correction')
      OR (event = 'redemption' AND entry IS NOT NULL)
    UNION ALL
    SELECT 'recomputed', number, measure,
      COALESCE(entry, '') || ' ' || COALESCE(number, '') || ' ' || event || ' ' || measure || ' '
        || COALESCE(policy, '') || ' ' || COALESCE(rule, '') || ' ' || served_on || ' ' || booked_on,
      amount
    FROM recomputed
    WHERE number IS NOT NULL
      OR (measure = 'fen' AND event <> 'correction')
      OR event = 'redemption'
  ),
  entry_or_line (side, figure, amount, lines) AS (
    SELECT 'published',
      COALESCE('team ' || team || ' ', '') || COALESCE('unit ' || unit || ' ', '')
        || COALESCE('place ' || place || ' ', '') || COALESCE('fund ' || fund || ' ', '')
        || month || ' ' || measure || ' ' || event,
      amount, lines
    FROM published_entry_sum
    UNION ALL
    SELECT 'recomputed',
      COALESCE('team ' || team || ' ', '') || COALESCE('unit ' || unit || ' ', '')
        || COALESCE('place ' || place || ' ', '') || COALESCE('fund ' || fund || ' ', '')
        || SUBSTR(served_on, 1, 7) || ' ' || measure || ' ' || origin,
      amount, CASE WHEN event = 'correction' THEN -lines ELSE lines END
    FROM published_ledger
  ),
  sealed (closing, measure, amount, lines) AS (
    SELECT closing.id, published_ledger.measure, published_ledger.amount, published_ledger.lines
    FROM closing
    JOIN scope
      ON scope.kind = 'place' AND scope.above_kind = 'place' AND scope.above = closing.place
    JOIN published_ledger
      ON published_ledger.place = scope.id
      AND SUBSTR(published_ledger.booked_on, 1, 7) = closing.period
  ),
  told (what, side, number, measure, figure, value) AS (
    SELECT 'line', side, MIN(number), MIN(measure), figure,
      CAST(CAST(SUM(amount) AS DECIMAL(38, 2)) AS STRING)
    FROM line
    GROUP BY side, figure
    UNION ALL
    SELECT 'sum', side, CAST(NULL AS STRING), CAST(NULL AS STRING), figure,
      CAST(CAST(SUM(amount) AS DECIMAL(38, 2)) AS STRING) || ' / '
        || CAST(CAST(SUM(lines) AS BIGINT) AS STRING)
    FROM entry_or_line
    GROUP BY side, figure
    UNION ALL
    SELECT 'total', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || period || ' ' || measure || ' ' || event,
      CAST(CAST(amount AS DECIMAL(38, 2)) AS STRING) || ' / ' || CAST(lines AS STRING) || ' / '
        || CAST(entries AS STRING)
    FROM published_total
    UNION ALL
    SELECT 'total', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || period || ' ' || measure || ' ' || event,
      CAST(amount AS STRING) || ' / ' || CAST(lines AS STRING) || ' / ' || CAST(entries AS STRING)
    FROM total
    UNION ALL
    SELECT 'passbook', 'published', number, measure, number || ' ' || measure || ' ' || class,
      CAST(CAST(balance AS DECIMAL(38, 2)) AS STRING) || ' / ' || CAST(lines AS STRING)
    FROM published_passbook
    UNION ALL
    SELECT 'passbook', 'recomputed', number, measure, number || ' ' || measure || ' ' || class,
      CAST(balance AS STRING) || ' / ' || CAST(line AS STRING)
    FROM (
      SELECT passbook.*,
        ROW_NUMBER() OVER (PARTITION BY number, measure, class ORDER BY line DESC) AS from_last
      FROM passbook
    ) AS ended
    WHERE from_last = 1
    UNION ALL
    SELECT 'star', 'published', number, CAST(NULL AS STRING), number || ' ' || policy,
      CAST(star AS STRING)
    FROM published_star
    UNION ALL
    SELECT 'star', 'recomputed', number, CAST(NULL AS STRING), number || ' ' || policy,
      CAST(star AS STRING)
    FROM star
    UNION ALL
    SELECT 'badge', 'published', number, CAST(NULL AS STRING),
      number || ' ' || policy || ' ' || rule || ' ' || period,
      CAST(attended AS STRING) || COALESCE(' / ' || award || ' ' || granted_on, '')
    FROM published_badge
    UNION ALL
    SELECT 'badge', 'recomputed', number, CAST(NULL AS STRING),
      number || ' ' || policy || ' ' || rule || ' ' || period,
      CAST(attended AS STRING) || COALESCE(' / ' || award || ' ' || granted_on, '')
    FROM badge_held
    UNION ALL
    SELECT 'unit', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      unit || ' ' || CAST(year AS STRING) || ' ' || policy || ' indicators',
      minutes || ' / ' || CAST(projects AS STRING) || ' / ' || redeemed || ' / '
        || CAST(partners AS STRING)
    FROM published_unit_star
    UNION ALL
    SELECT 'unit', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      unit || ' ' || CAST(year AS STRING) || ' ' || policy || ' indicators',
      CAST(minutes AS STRING) || ' / ' || CAST(projects AS STRING) || ' / '
        || CAST(redeemed AS STRING) || ' / ' || CAST(partners AS STRING)
    FROM unit_star
    UNION ALL
    SELECT 'unit', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      unit || ' ' || month || ' ' || policy || ' ' || rule || ' punctuality',
      CAST(in_time AS STRING) || ' / ' || CAST(activities AS STRING)
    FROM published_punctuality
    UNION ALL
    SELECT 'unit', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      unit || ' ' || month || ' ' || policy || ' ' || rule || ' punctuality',
      CAST(in_time AS STRING) || ' / ' || CAST(activities AS STRING)
    FROM punctuality
    UNION ALL
    SELECT 'order', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || sort || ' claims',
      CAST(posted AS STRING) || ' / ' || CAST(claimed AS STRING) || ' / ' || CAST(done AS STRING)
        || ' / ' || CAST(open AS STRING) || ' / ' || CAST(ended AS STRING)
    FROM published_claim
    UNION ALL
    SELECT 'order', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || CAST(year AS STRING) || ' responses',
      CAST(needs AS STRING) || ' / ' || CAST(accepted AS STRING) || ' / '
        || CAST(accept_minutes AS STRING) || ' / ' || CAST(served AS STRING) || ' / '
        || CAST(serve_minutes AS STRING) || ' / ' || CAST(rated AS STRING) || ' / '
        || CAST(rating_sum AS STRING) || ' / ' || CAST(declined AS STRING) || ' / '
        || CAST(withdrawn AS STRING) || ' / ' || CAST(due AS STRING) || ' / '
        || CAST(kept AS STRING)
    FROM published_response
    UNION ALL
    SELECT 'order', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || sort || ' claims',
      CAST(posted AS STRING) || ' / ' || CAST(claimed AS STRING) || ' / ' || CAST(done AS STRING)
        || ' / ' || CAST(open AS STRING) || ' / ' || CAST(ended AS STRING)
    FROM claim
    UNION ALL
    SELECT 'order', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      kind || ' ' || id || ' ' || CAST(year AS STRING) || ' responses',
      CAST(needs AS STRING) || ' / ' || CAST(accepted AS STRING) || ' / '
        || CAST(accept_minutes AS STRING) || ' / ' || CAST(served AS STRING) || ' / '
        || CAST(serve_minutes AS STRING) || ' / ' || CAST(rated AS STRING) || ' / '
        || CAST(rating_sum AS STRING) || ' / ' || CAST(declined AS STRING) || ' / '
        || CAST(withdrawn AS STRING) || ' / ' || CAST(due AS STRING) || ' / '
        || CAST(kept AS STRING)
    FROM response
    UNION ALL
    SELECT 'closing', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING), id || ' lines',
      CAST(lines AS STRING)
    FROM closing
    UNION ALL
    SELECT 'closing', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      closing.id || ' lines', CAST(COALESCE(CAST(SUM(sealed.lines) AS BIGINT), 0) AS STRING)
    FROM closing
    LEFT JOIN sealed ON sealed.closing = closing.id
    GROUP BY closing.id
    UNION ALL
    SELECT 'closing', 'published', CAST(NULL AS STRING), CAST(NULL AS STRING),
      closing.id || ' ' || stated.measure, CAST(CAST(stated.amount AS DECIMAL(38, 2)) AS STRING)
    FROM closing
    JOIN closing__totals AS stated ON stated.file = closing.file
    UNION ALL
    SELECT 'closing', 'recomputed', CAST(NULL AS STRING), CAST(NULL AS STRING),
      closing || ' ' || measure, CAST(CAST(SUM(amount) AS DECIMAL(38, 2)) AS STRING)
    FROM sealed
    GROUP BY closing, measure
  ),
  paired AS (
    SELECT what, figure, MIN(number) AS number, MIN(measure) AS measure,
      MIN(CASE WHEN side = 'published' THEN value END) AS published,
      MIN(CASE WHEN side = 'recomputed' THEN value END) AS recomputed,
      SUM(CASE WHEN side = 'published' THEN 1 ELSE -1 END) AS surplus
    FROM told
    GROUP BY what, figure
  )
SELECT paired.what, paired.figure, paired.published, paired.recomputed,
  CASE
    WHEN paired.published = paired.recomputed AND paired.surplus = 0 THEN TRUE
    ELSE FALSE
  END AS agrees,
  MIN(beyond.reason) AS beyond
FROM paired
LEFT JOIN beyond
  ON beyond.what = paired.what AND beyond.number = paired.number
  AND (beyond.measure IS NULL OR beyond.measure = paired.measure)
GROUP BY paired.what, paired.figure, paired.published, paired.recomputed, paired.surplus;

-- How many figures agree, how many do not (DIFFERS), and how many cannot be told, and why. Each of
-- them: SELECT * FROM comparison WHERE NOT agrees.
SELECT what, CASE WHEN agrees THEN 'agrees' WHEN beyond IS NULL THEN 'DIFFERS' ELSE beyond END AS found,
  COUNT(*) AS figures
FROM comparison
GROUP BY what, CASE WHEN agrees THEN 'agrees' WHEN beyond IS NULL THEN 'DIFFERS' ELSE beyond END
ORDER BY what, found;
