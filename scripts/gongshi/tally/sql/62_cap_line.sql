-- The lines of suspect pools (62_cap_claim.sql, which says what a pool is) that stand in a tight
-- one: where the cap that holds for a line might cut something off. Caps go by the volunteer's own
-- team and cohort on the day of the service; of two alike in one policy the smaller holds. A line
-- without a cap fills the pool too. Rings are applied in turn, from the entry outwards.
--   line         the order in which lines come: as booked, then by entry, place in it and rule
--   level, rank  up to what sum of the pool this line may fill it, and its rank among the pool's
--   epoch        how many days of corrections in this pool have come by the day it was booked; of
--                a line undone on the very day it was booked, how many had come before that day
--   undone_in    the epoch from which the line itself is undone, if ever
CREATE TABLE cap_line AS
WITH
  cap AS (
    SELECT rule.*, policy.id AS policy, clause.clause,
      ROW_NUMBER() OVER (
        PARTITION BY rule.file, rule.measure, rule.per
        ORDER BY CAST(rule.amount AS DECIMAL(38, 2)), rule.id
      ) AS choice
    FROM policy__caps AS rule
    JOIN policy ON policy.file = rule.file
    JOIN clause ON clause.sort = 'cap' AND clause.file = rule.file AND clause.ord = rule.ord
    WHERE policy.basis = 'local'
  ),
  claim AS (
    SELECT cap_claim.*, cap.policy AS cap_policy, cap.id AS cap_rule, cap.clause AS cap_clause,
      cap.beyond,
      CASE
        WHEN cap.amount IS NULL THEN CAST(1000000000000000000000000000000 AS DECIMAL(38, 2))
        WHEN cap_claim.approved THEN CAST(COALESCE(cap.with_approval, cap.amount) AS DECIMAL(38, 2))
        ELSE CAST(cap.amount AS DECIMAL(38, 2))
      END AS level
    FROM cap_claim
    LEFT JOIN member ON member.number = cap_claim.number
    LEFT JOIN era ON era.day = cap_claim.served_on
    LEFT JOIN ruling
      ON ruling.family = 'caps' AND ruling.kind = 'team' AND ruling.id = member.team
      AND ruling.cohort = COALESCE(member.cohort, '') AND ruling.era = era.era
      AND ruling.measure = cap_claim.measure
    LEFT JOIN cap
      ON cap.file = ruling.policy_file AND cap.measure = cap_claim.measure
      AND cap.per = cap_claim.per AND cap.choice = 1
  ),
  tight AS (
    SELECT ring, pool FROM claim GROUP BY ring, pool HAVING SUM(amount) > MIN(level)
  ),
  fixed AS (
    SELECT tight.ring, tight.pool, undone.corrected_on,
      ROW_NUMBER() OVER (
        PARTITION BY tight.ring, tight.pool ORDER BY undone.corrected_on
      ) AS epoch
    FROM tight
    JOIN claim ON claim.ring = tight.ring AND claim.pool = tight.pool
    JOIN undone ON undone.item = claim.item AND undone.seat = claim.seat
    GROUP BY tight.ring, tight.pool, undone.corrected_on
  ),
  placed AS (
    SELECT claim.*, undone.corrected_on,
      DENSE_RANK() OVER (
        ORDER BY claim.booked_on, claim.entry, claim.file, claim.pointer, claim.measure,
          claim.earned_by, claim.rule_ord
      ) AS line,
      DENSE_RANK() OVER (PARTITION BY claim.ring, claim.pool ORDER BY claim.level) AS rank
    FROM claim
    JOIN tight ON tight.ring = claim.ring AND tight.pool = claim.pool
    LEFT JOIN undone ON undone.item = claim.item AND undone.seat = claim.seat
  )
SELECT placed.line, placed.ring, placed.pool, placed.level, placed.rank,
  LEAST(COALESCE(reached.epoch, 0), COALESCE(own.epoch - 1, 9223372036854775807)) AS epoch,
  own.epoch AS undone_in, placed.entry, placed.number, placed.measure, placed.amount,
  placed.quantity, placed.served_on, placed.booked_on, placed.cap_policy AS policy,
  placed.cap_rule AS rule, placed.beyond, placed.file, placed.pointer, placed.team, placed.unit,
  placed.place, placed.item, placed.seat, placed.clause, placed.cap_clause
FROM placed
LEFT JOIN (
  SELECT placed.line, placed.ring, MAX(fixed.epoch) AS epoch
  FROM placed
  JOIN fixed
    ON fixed.ring = placed.ring AND fixed.pool = placed.pool
    AND fixed.corrected_on <= placed.booked_on
  GROUP BY placed.line, placed.ring
) AS reached ON reached.line = placed.line AND reached.ring = placed.ring
LEFT JOIN fixed AS own
  ON own.ring = placed.ring AND own.pool = placed.pool AND own.corrected_on = placed.corrected_on;
