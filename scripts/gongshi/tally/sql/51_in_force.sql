-- Which rules hold, as in 50_ruling.sql, by the day: for every day of an era that is asked for.
CREATE VIEW in_force AS
SELECT ruling.family, ruling.kind, ruling.id, ruling.cohort, era.day, ruling.measure,
  ruling.policy_file, ruling.policy, ruling.policy_scope
FROM ruling
JOIN era ON era.era = ruling.era;
