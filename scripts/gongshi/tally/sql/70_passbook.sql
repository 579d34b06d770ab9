-- The passbooks: each volunteer's lines of one measure and class with the balance after each, in
-- the order booked, credits before debits, then by entry and rule (design.md section 6). Points
-- for gifts are a class of their own, so that the balance of class service is what may be spent.
-- A view: balances cost more than all else, and most questions are about sums.
CREATE VIEW passbook AS
SELECT ledger.*,
  ROW_NUMBER() OVER (
    PARTITION BY ledger.number, ledger.measure, ledger.class
    ORDER BY ledger.booked_on, CASE WHEN ledger.amount >= 0 THEN 0 ELSE 1 END,
      ledger.entry, ledger.pointer, COALESCE(ledger.rule, '')
  ) AS line,
  CAST(SUM(ledger.amount) OVER (
    PARTITION BY ledger.number, ledger.measure, ledger.class
    ORDER BY ledger.booked_on, CASE WHEN ledger.amount >= 0 THEN 0 ELSE 1 END,
      ledger.entry, ledger.pointer, COALESCE(ledger.rule, '')
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS DECIMAL(38, 2)) AS balance
FROM ledger
WHERE ledger.number IS NOT NULL AND ledger.measure <> 'fen';
