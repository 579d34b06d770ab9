-- What each passbook earned by service that may lapse some day: sums by the first day (`by`) in time
-- for which it was booked. `undone_on` is the day on which a part earned was undone.
CREATE TABLE lapsable AS
WITH
  -- What was booked by `by` lapses on such a day; a day booked goes to the first it is in time for.
  bound AS (
    SELECT measure, LEAST(day, SUBSTR(CAST(10000 + earned_by AS STRING), 2, 4) || '-12-31') AS by
    FROM expiry_day
  ),
  slot AS (
    SELECT entry.booked_on, bound.measure, MIN(bound.by) AS by
    FROM (SELECT DISTINCT booked_on FROM entry WHERE standing = 'counted') AS entry
    JOIN bound ON bound.by >= entry.booked_on
    GROUP BY entry.booked_on, bound.measure
  )
SELECT posting.number, posting.measure, slot.by,
  COALESCE(undone.corrected_on, '9999-12-31') AS undone_on,
  CAST(SUM(posting.amount) AS DECIMAL(38, 2)) AS amount
FROM posting
JOIN slot ON slot.booked_on = posting.booked_on AND slot.measure = posting.measure
LEFT JOIN undone ON undone.item = posting.item AND undone.seat = posting.seat
WHERE posting.class = 'service' AND posting.event IN ('service', 'gift_in')
GROUP BY posting.number, posting.measure, slot.by,
  COALESCE(undone.corrected_on, '9999-12-31');

-- What lapses of each passbook, first earned first used. On every day of expiry (and on every day
-- on which a correction undoes what was earned, once something may have lapsed) what should have
-- lapsed so far is reckoned anew, and the difference is booked: positive where a correction shows
-- that something lapsed that had never been earned.
-- What should have lapsed by then is the greatest, over the days of expiry so far, of what had
-- been earned in the years that lapsed on that day (by the day booked, without what has been
-- undone since) less what had been used by that day. A use that is undone counts as not used from
-- the day of its correction on. Only class service lapses; points for gifts are never spendable.
CREATE TABLE lapse AS
WITH
  -- The rules by which each passbook lapses: the volunteer's own team's, on each day of expiry.
  due AS (
    SELECT member.number, member.team, member.unit, expiry_day.measure, expiry_day.day,
      MAX(expiry_day.earned_by) AS earned_by, MIN(expiry_day.ord) AS ord, in_force.policy_file,
      in_force.policy
    FROM member
    JOIN in_force
      ON in_force.family = 'expiry' AND in_force.kind = 'team' AND in_force.id = member.team
      AND in_force.cohort = COALESCE(member.cohort, '')
    JOIN expiry_day
      ON expiry_day.file = in_force.policy_file AND expiry_day.measure = in_force.measure
      AND expiry_day.day = in_force.day
    GROUP BY member.number, member.team, member.unit, expiry_day.measure, expiry_day.day,
      in_force.policy_file, in_force.policy
  ),
  -- Sums of what went out.
  used_sum AS (
    SELECT number, measure, booked_on, CAST(-SUM(amount) AS DECIMAL(38, 2)) AS amount
    FROM (
      SELECT movement.number, clause.measure, movement.event AS origin, entry.booked_on,
        movement.amount
      FROM movement
      JOIN entry ON entry.item = movement.item
      JOIN clause ON clause.clause = movement.clause
      UNION ALL
      SELECT number, measure, origin, booked_on, amount FROM reversal
    ) AS every_line
    WHERE origin IN ('withdrawal', 'gift_out', 'pool_out', 'redemption')
    GROUP BY number, measure, booked_on
  ),
  used_by AS (
    SELECT due.number, due.measure, due.day, CAST(SUM(used_sum.amount) AS DECIMAL(38, 2)) AS amount
    FROM due
    JOIN used_sum
      ON used_sum.number = due.number AND used_sum.measure = due.measure
      AND used_sum.booked_on <= due.day
    GROUP BY due.number, due.measure, due.day
  ),
  moment AS (
    SELECT number, measure, day FROM due
    UNION
    SELECT due.number, due.measure, lapsable.undone_on
    FROM due
    JOIN lapsable
      ON lapsable.number = due.number AND lapsable.measure = due.measure
      AND lapsable.undone_on > due.day AND lapsable.undone_on < '9999-12-31'
  ),
  -- For each moment and each day of expiry up to it, what should have lapsed by that day.
  owing AS (
    SELECT moment.number, moment.measure, moment.day, due.day AS due_on,
      COALESCE(SUM(lapsable.amount), 0) - COALESCE(MIN(used_by.amount), 0) AS amount
    FROM moment
    JOIN due
      ON due.number = moment.number AND due.measure = moment.measure AND due.day <= moment.day
    LEFT JOIN lapsable
      ON lapsable.number = due.number AND lapsable.measure = due.measure
      AND lapsable.by <= due.day
      AND CAST(SUBSTR(lapsable.by, 1, 4) AS BIGINT) <= due.earned_by
      AND lapsable.undone_on > moment.day
    LEFT JOIN used_by
      ON used_by.number = due.number AND used_by.measure = due.measure AND used_by.day = due.day
    GROUP BY moment.number, moment.measure, moment.day, due.day
  ),
  lapsed AS (
    SELECT number, measure, day, MAX(due_on) AS due_on,
      CAST(GREATEST(MAX(amount), 0) AS DECIMAL(38, 2)) AS amount
    FROM owing
    GROUP BY number, measure, day
  ),
  change AS (
    SELECT number, measure, day, due_on,
      CAST(COALESCE(
        MAX(amount) OVER (
          PARTITION BY number, measure ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
        ), 0
      ) - amount AS DECIMAL(38, 2)) AS amount
    FROM lapsed
  )
SELECT 'expiry-' || SUBSTR(change.day, 1, 4) || SUBSTR(change.day, 6, 2)
    || SUBSTR(change.day, 9, 2) AS entry,
  change.number, 'expiry' AS event, 'service' AS class, change.measure, change.amount,
  change.day AS served_on, change.day AS booked_on, due.policy, rule.id AS rule,
  due.policy_file AS file, '/expiry/' || CAST(due.ord AS STRING) AS pointer, due.team, due.unit,
  unit.place
FROM change
JOIN due
  ON due.number = change.number AND due.measure = change.measure AND due.day = change.due_on
JOIN policy__expiry AS rule ON rule.file = due.policy_file AND rule.ord = due.ord
LEFT JOIN unit ON unit.id = due.unit
WHERE change.amount <> 0;
