-- An agent had two monthly budgets of cost: `agent-monthly:<agent>`, set in cents, and `agent-monthlyCost:<agent>`, one of its
-- four caps. It has one now, under the second id. Of two the one stays that counted: enabled before disabled, one that stops
-- calls before one that only tells, then the lower limit, with what its people and its approvals said of it.
-- All that refers to the first id refers to the second, but for what is kept as it was written: the audit log, and the
-- answers of reservations, which are given again byte for byte.

-- What the audit log says of it: the first budget is gone, and where it is the one that stays it is set as the second.
INSERT INTO audit_entries (org_id, id, actor, action, target, before, after, created_at)
SELECT o.org_id, 'audit_' || md5(concat_ws(' ', o.org_id, o.id, x.action, now())), 'system:upgrade', x.action, 'budget:' || x.id,
  x.before, x.after, now()
FROM budgets o
LEFT JOIN budgets n ON n.org_id = o.org_id AND n.id = 'agent-monthlyCost:' || o.scope_id
CROSS JOIN LATERAL (SELECT
  jsonb_build_object('scope', 'agent:' || o.scope_id, 'window', o."window", 'unit', o.unit,
    'limit', trim_scale(o."limit" / 1000000000.0)::text, 'thresholds', o.thresholds, 'onExceeded', o.on_exceeded,
    'trigger', o.trigger, 'allowUnpriced', o.allow_unpriced, 'enabled', o.enabled) AS o,
  CASE WHEN n.id IS NOT NULL THEN jsonb_build_object('scope', 'agent:' || n.scope_id, 'window', n."window", 'unit', n.unit,
    'limit', trim_scale(n."limit" / 1000000000.0)::text, 'thresholds', n.thresholds, 'onExceeded', n.on_exceeded,
    'trigger', n.trigger, 'allowUnpriced', n.allow_unpriced, 'enabled', n.enabled) END AS n) shown
CROSS JOIN LATERAL (
  SELECT 'budget.remove' AS action, o.id, shown.o AS before, NULL::jsonb AS after
  UNION ALL
  SELECT 'budget.set', 'agent-monthlyCost:' || o.scope_id, shown.n, shown.o
  WHERE n.id IS NULL OR (o.enabled, o.on_exceeded && '{block,approval,pause}', -o."limit")
    > (n.enabled, n.on_exceeded && '{block,approval,pause}', -n."limit")) x
WHERE o.scope = 'agent' AND o.id = 'agent-monthly:' || o.scope_id;

-- Of two the one that goes, and what it knew of its windows.
DELETE FROM budget_windows w USING budgets o, budgets n
WHERE o.org_id = w.org_id AND o.scope = 'agent' AND o.id = 'agent-monthly:' || o.scope_id
  AND n.org_id = w.org_id AND n.id = 'agent-monthlyCost:' || o.scope_id
  AND w.budget_id = CASE WHEN (o.enabled, o.on_exceeded && '{block,approval,pause}', -o."limit")
    > (n.enabled, n.on_exceeded && '{block,approval,pause}', -n."limit") THEN n.id ELSE o.id END;

DELETE FROM budgets b USING budgets o, budgets n
WHERE o.org_id = b.org_id AND o.scope = 'agent' AND o.id = 'agent-monthly:' || o.scope_id
  AND n.org_id = b.org_id AND n.id = 'agent-monthlyCost:' || o.scope_id
  AND b.id = CASE WHEN (o.enabled, o.on_exceeded && '{block,approval,pause}', -o."limit")
    > (n.enabled, n.on_exceeded && '{block,approval,pause}', -n."limit") THEN n.id ELSE o.id END;

-- The next version of either: who edits the one that was shown before is told.
UPDATE budgets SET id = 'agent-monthlyCost:' || scope_id, version = version + 1
WHERE scope = 'agent' AND id = 'agent-monthly:' || scope_id;

UPDATE budget_windows SET budget_id = 'agent-monthlyCost:' || substr(budget_id, 15) WHERE budget_id LIKE 'agent-monthly:%';

UPDATE budget_alerts SET budget_id = 'agent-monthlyCost:' || substr(budget_id, 15) WHERE budget_id LIKE 'agent-monthly:%';

UPDATE agents SET paused_by_budget_id = 'agent-monthlyCost:' || substr(paused_by_budget_id, 15)
WHERE paused_by_budget_id LIKE 'agent-monthly:%';

UPDATE approvals SET budget_id = 'agent-monthlyCost:' || substr(budget_id, 15) WHERE budget_id LIKE 'agent-monthly:%';

-- A call that passed both named both: it names the one that is left once.
UPDATE approvals a SET request = jsonb_set(a.request, '{budgets}', (
  SELECT jsonb_agg(CASE WHEN x.named ->> 'budgetId' LIKE 'agent-monthly:%'
    THEN x.named || jsonb_build_object('budgetId', 'agent-monthlyCost:' || substr(x.named ->> 'budgetId', 15))
    ELSE x.named END ORDER BY x.place)
  FROM jsonb_array_elements(a.request -> 'budgets') WITH ORDINALITY AS x (named, place)
  WHERE x.named ->> 'budgetId' NOT LIKE 'agent-monthly:%' OR NOT a.request -> 'budgets' @> jsonb_build_array(
    jsonb_build_object('budgetId', 'agent-monthlyCost:' || substr(x.named ->> 'budgetId', 15)))))
WHERE a.request::text LIKE '%"agent-monthly:%' AND jsonb_typeof(a.request -> 'budgets') = 'array';

UPDATE domain_events SET payload = payload
  || jsonb_build_object('budgetId', 'agent-monthlyCost:' || substr(payload ->> 'budgetId', 15))
WHERE payload ->> 'budgetId' LIKE 'agent-monthly:%';
