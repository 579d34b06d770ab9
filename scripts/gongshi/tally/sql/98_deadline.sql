-- By when each local activity was to be recorded and verified (domain.md H1: recorded on the day,
-- verified by Sunday of the week), by the cadence in force for its team on the day of the service:
-- `due_on` counts from that day and includes the days of grace; `done_on` is NULL where it has not
-- been done by the day asked for; `kept` is NULL while the deadline has not passed.
CREATE TABLE deadline AS
WITH
  asked AS (
    SELECT entry.entry, entry.file, entry.team, entry.unit, entry.served_on, in_force.policy,
      rule.id AS rule, rule.step,
      CASE rule.step WHEN 'record' THEN entry.recorded_on ELSE entry.booked_on END AS done_on,
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
    WHERE entry.event = 'service' AND rule.step IN ('record', 'verify')
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
