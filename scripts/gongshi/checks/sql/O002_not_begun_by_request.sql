-- A need begins with its request.
SELECT 'O002' AS code, file, '/events/0/step' AS pointer, step AS step_choice
FROM order_step
WHERE before IS NULL AND step <> 'requested'
ORDER BY file, pointer, code
