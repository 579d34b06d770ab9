-- The days on which each local rule of expiry lets something lapse, up to the day asked for, and
-- the last year (`earned_by`) whose credits then lapse. A day that its month lacks is the month's
-- last day.
CREATE TABLE expiry_day AS
SELECT rule.file, rule.ord, rule.measure, policy_year.year - rule.years AS earned_by,
  MAX(calendar.day) AS day
FROM policy__expiry AS rule
JOIN policy ON policy.file = rule.file
CROSS JOIN policy_year
CROSS JOIN as_of
JOIN calendar
  ON calendar.day <= SUBSTR(policy_year.first_day, 1, 5) || rule.month_day
  AND SUBSTR(calendar.day, 1, 7) = SUBSTR(policy_year.first_day, 1, 5) || SUBSTR(rule.month_day, 1, 2)
WHERE policy.basis = 'local'
GROUP BY rule.file, rule.ord, rule.measure, policy_year.year - rule.years, as_of.day
HAVING MAX(calendar.day) <= as_of.day;
