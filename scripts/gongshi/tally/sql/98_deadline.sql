-- By when each step was due for each local activity (domain.md H1: recorded on the day, verified by
-- Sunday of the week, summed by the month, posted by the quarter), by the cadence in force for its
-- team on the day of the service: `due_on` counts from that day and includes the days of grace;
-- `done_on` is NULL where it has not been done by the day asked for; `kept` is NULL while the
-- deadline has not passed. An activity is recorded and verified by itself. It is summed when the
-- month of its service is closed for the unit's place or one above, and posted on the first day of
-- a notice about that closing.
CREATE TABLE deadline AS
WITH
  sealed (id, unit, month, closed_on) AS (
    SELECT closing.id, scope.id, closing.period, closing.closed_on
    FROM closing
    JOIN scope
      ON scope.kind = 'unit' AND scope.above_kind = 'place' AND scope.above = closing.place
  ),
  summed (unit, month, done_on) AS (
    SELECT unit, month, MIN(closed_on) FROM sealed GROUP BY unit, month
  ),
  posted (unit, month, done_on) AS (
    SELECT sealed.unit, sealed.month, MIN(notice.from)
    FROM sealed
    JOIN notice__about AS about ON about.value = sealed.id
    JOIN notice ON notice.file = about.file
    WHERE notice.basis = 'local' AND COALESCE(notice.outcome, '') <> 'withdrawn'
    GROUP BY sealed.unit, sealed.month
  ),
  asked AS (
    SELECT entry.entry, entry.file, entry.team, entry.unit, entry.served_on, in_force.policy,
      rule.id AS rule, rule.step,
      CASE rule.step
        WHEN 'record' THEN entry.recorded_on
        WHEN 'verify' THEN entry.booked_on
        WHEN 'sum' THEN summed.done_on
        ELSE posted.done_on
      END AS done_on,
      CASE rule.by
        WHEN 'day' THEN calendar.number
        WHEN 'week' THEN calendar.week_end
        WHEN 'month' THEN calendar.month_end
        ELSE calendar.quarter_end
      END + COALESCE(rule.grace_days, 0) AS due
    FROM entry
    JOIN in_force
      ON in_force.family = 'cadence' AND in_force.kind = 'team' AND in_force.id = entry.team
      AND in_force.day = entry.served_on
    JOIN policy__cadence AS rule ON rule.file = in_force.policy_file
    JOIN calendar ON calendar.day = entry.served_on
    LEFT JOIN summed
      ON summed.unit = entry.unit AND summed.month = SUBSTR(entry.served_on, 1, 7)
    LEFT JOIN posted
      ON posted.unit = entry.unit AND posted.month = SUBSTR(entry.served_on, 1, 7)
    WHERE entry.event = 'service' AND entry.standing <> 'later'
  ),
  dated AS (
    SELECT asked.*, calendar.day AS due_on, as_of.day AS asked_on
    FROM asked
    JOIN calendar ON calendar.number = asked.due
    CROSS JOIN as_of
  )
SELECT entry, file, team, unit, served_on, policy, rule, step, due_on,
  CASE WHEN done_on <= asked_on THEN done_on END AS done_on,
  CASE
    WHEN done_on <= asked_on THEN done_on <= due_on
    WHEN due_on < asked_on THEN FALSE
  END AS kept
FROM dated;
