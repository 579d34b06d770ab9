-- The ledger: every line of every passbook, unit, fund and pool, signed. Nothing is ever taken out
-- of it; a correction adds opposite lines. Its columns:
--   entry       the activity, gift, withdrawal, redemption or correction; 'expiry-20251231' for
--               what lapsed on that day
--   number      the passbook; NULL for a body's or partner's gift and for the common pool
--   event       service, money, goods, withdrawal, gift_out, gift_in, pool_out, pool_in,
--               redemption, expiry or correction
--   origin      for a correction the event of the line it undoes; else the event
--   class       donation for gifts and the points they gave, which count for targets and totals
--               but are never redeemed and make no star; else service
--   measure     minutes, points, credit_minutes (time saved, to be taken out) or fen
--   amount      what counts, after caps; negative for what goes out
--   raw_amount  what it would have been without caps; of `origin` service alone it may differ
--   quantity    minutes served or taken out, fen given, goods redeemed; 1 of expiry
--   times, unit_amount, coefficient   raw_amount is their product, cut after two decimals
--   served_on   the day of the service, gift, request or redemption; of a correction that of the
--               line undone: picks policy, year and caps
--   booked_on   the day of the verification (of expiry, the day itself): picks the period
--   policy, rule  by which it was earned, capped into the pool, or lapsed
--   corrects    for a correction the entry it undoes, else NULL
--   file, pointer  where the figure stands; of expiry, the rule
--   team, unit, place, fund   whose totals it enters
-- A view: as a table it would take more room than all else, and most questions are about few columns.
CREATE VIEW ledger AS
SELECT entry, number, event, event AS origin, class, measure, amount, raw_amount, quantity, times,
  unit_amount, coefficient, served_on, booked_on, policy, rule, CAST(NULL AS STRING) AS corrects,
  file, pointer, team, unit, place, fund
FROM posting
UNION ALL
SELECT entry, number, event, origin, class, measure, amount, raw_amount, quantity, times,
  unit_amount, coefficient, served_on, booked_on, policy, rule, corrects, file, pointer, team,
  unit, place, fund
FROM reversal
UNION ALL
SELECT entry, number, event, event, class, measure, amount, amount, CAST(1 AS BIGINT),
  CAST(1 AS BIGINT), amount, CAST(1 AS DECIMAL(5, 2)), served_on, booked_on, policy, rule,
  CAST(NULL AS STRING), file, pointer, team, unit, place, CAST(NULL AS STRING)
FROM lapse;
