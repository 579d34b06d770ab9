-- From here on the published ledger stands in place of the one computed above from the published
-- records, which lacks whoever does not publish a number; that one is kept, to be compared.
CREATE TABLE recomputed AS SELECT * FROM ledger;

DROP VIEW ledger;

CREATE TABLE ledger AS
SELECT entry, number, event, origin, class, measure, amount, raw_amount, quantity, times,
  unit_amount, coefficient, served_on, booked_on, policy, rule, corrects, pointer, team, unit,
  place, fund
FROM published_ledger;

DELETE FROM entry_sum;

INSERT INTO entry_sum
SELECT team, unit, place, fund, month, measure, event, entry, amount, lines, entries
FROM published_entry_sum;
