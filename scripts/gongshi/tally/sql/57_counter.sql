-- Every redemption that counts under a policy that opens the counter on certain days: `asked` is
-- the least balance that a window of that day asks for, 0 for none; NULL where no window is open.
-- (domain.md P6.) A view: only the checks and the worked examples ask.
CREATE VIEW counter AS
WITH
  bought AS (
    SELECT share.file, share.pointer, share.number, share.served_on AS day, in_force.policy,
      in_force.policy_file, CAST(SUBSTR(share.served_on, 6, 2) AS BIGINT) AS month,
      CAST(SUBSTR(share.served_on, 9, 2) AS BIGINT) AS date
    FROM share
    JOIN in_force
      ON in_force.family = 'windows' AND in_force.kind = share.ruled_kind
      AND in_force.id = share.ruled_by AND in_force.cohort = share.cohort
      AND in_force.day = share.served_on
    WHERE share.event = 'redemption'
  )
SELECT bought.file, bought.pointer, bought.number, bought.day, bought.policy, bought.policy_file,
  MIN(CASE WHEN rule.id IS NOT NULL THEN CAST(COALESCE(rule.at_least, '0') AS DECIMAL(18, 2)) END)
    AS asked
FROM bought
LEFT JOIN policy__windows AS rule
  ON rule.file = bought.policy_file AND bought.date BETWEEN rule.from_day AND rule.to_day
  AND CASE rule.every
    WHEN 'year' THEN COALESCE(rule.month, bought.month) = bought.month
    WHEN 'quarter'
    THEN COALESCE(rule.month, (bought.month - 1) % 3 + 1) = (bought.month - 1) % 3 + 1
    ELSE TRUE
  END
GROUP BY bought.file, bought.pointer, bought.number, bought.day, bought.policy, bought.policy_file;
