SELECT canary7531 FROM box
SELECT canary7531.id FROM box
SELECT lower(body, body) FROM box
SELECT substr(body) FROM box
SELECT id FROM box, customers
SELECT (SELECT id, body FROM box)
SELECT id FROM box UNION SELECT id, body FROM box
SELECT abs(-9223372036854775807 - id) FROM box WHERE id = 1
SELECT body FROM box WHERE sum(id) > 1
SELECT sum(sum(id)) FROM box
SELECT 1 FROM box GROUP BY sum(id)
SELECT body FROM box ORDER BY 9
SELECT body FROM box GROUP BY 9
SELECT id FROM box UNION SELECT id FROM box ORDER BY body
SELECT ntile(0) OVER () FROM box
SELECT rank() OVER canary7531 FROM box
WITH canary7531(a, b) AS (SELECT 1) SELECT a FROM canary7531
SELECT body FROM box JOIN orders USING (canary7531)
SELECT * FROM canary7531_view
SELECT * FROM canary7531_loop
SELECT (id, body) = (1, 2, 3) FROM box
SELECT id FROM box WHERE id IN (SELECT id, body FROM box)
SELECT json_extract(body, '$.a') FROM box
SELECT json_extract('{}', body) FROM box
SELECT json_set('{}', 'canary7531', 1)
SELECT json(body) FROM box
SELECT json_object(body) FROM box
SELECT value FROM box, json_each(body)
SELECT json_group_object(id, body) FILTER (WHERE 1) OVER (ORDER BY id), json(body) FROM box
SELECT text FROM pages WHERE pages MATCH 'canary7531:a AND ('
SELECT text FROM pages WHERE pages MATCH 'canary7531: a'
SELECT body FROM box WHERE body MATCH 'canary7531'
SELECT body LIKE 'a' ESCAPE 'canary7531' FROM box
SELECT avg(id) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM box
SELECT nth_value(body, 0) OVER () FROM box
SELECT row_number() FROM box
SELECT sum(row_number() OVER ()) FROM box
SELECT 1 FROM box WHERE row_number() OVER () = 1
SELECT (VALUES (1), (2)), (SELECT * FROM box)
SELECT box.canary7531 FROM box b
SELECT sum(DISTINCT id) OVER () FROM box
SELECT sum(id) FILTER (WHERE canary7531) FROM box
SELECT max(id) FILTER (WHERE sum(id) > 1) FROM box
SELECT count(*) FROM box LIMIT body
SELECT 1 LIMIT 'canary7531'
SELECT id FROM box LIMIT (SELECT body FROM box)
SELECT sum(9223372036854775807) FROM box
SELECT lag(id, 'canary7531') OVER (RANGE 'canary7531' PRECEDING) FROM box
SELECT sum(id) OVER (ORDER BY id ROWS body PRECEDING) FROM box
SELECT sum(id) OVER (ORDER BY id ROWS 'canary7531' PRECEDING) FROM box
SELECT group_concat(DISTINCT body, 'canary7531') FROM box
SELECT strftime(body, body, 'canary7531', 'x'), unistr('\' || body) FROM box
SELECT string_agg(body) FROM box
SELECT percentile(id, 900) FROM box
SELECT percentile(body, 50) FROM box
