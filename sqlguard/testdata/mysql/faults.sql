SELECT canary7531 FROM box
SELECT * FROM canary7531
SELECT * FROM canary7531.box
SELECT canary7531.id FROM box
SELECT lower(body, body) FROM box
SELECT id FROM box, customers
SELECT (SELECT body FROM box)
SELECT (SELECT id, body FROM box)
SELECT id FROM box UNION SELECT id, body FROM box
SELECT 9223372036854775807 + id FROM box
SELECT exp(1000 * id) FROM box
SELECT cast(id - 10 AS unsigned) + cast(0 AS unsigned) - cast(9 AS unsigned) FROM box WHERE -id < 0 AND cast(0 AS unsigned) - id < 0
SELECT pow(10, 400 * id) FROM box
SELECT body COLLATE canary7531 FROM box
SELECT body COLLATE latin1_bin FROM box
SELECT body FROM box WHERE sum(id) > 1
SELECT sum(sum(id)) FROM box
SELECT body FROM box GROUP BY sum(id)
SELECT 1 FROM box AS canary7531, orders AS canary7531
SELECT * FROM (SELECT id, id FROM box) AS canary7531
SELECT DATE 'canary7531'
SELECT TIME 'canary7531'
SELECT TIMESTAMP 'canary7531'
SELECT body FROM box ORDER BY 9
SELECT body FROM box GROUP BY 9
SELECT ntile(0) OVER (ORDER BY id) FROM box
SELECT body FROM box WHERE MATCH (body) AGAINST ('canary7531')
WITH canary7531(a, b) AS (SELECT 1) SELECT a FROM canary7531
SELECT body FROM box JOIN orders USING (canary7531)
SELECT * FROM canary7531_view
SELECT n FROM complaint
SELECT rank() OVER canary7531 FROM box
SELECT (id, body) = (1, 2, 3) FROM box
SELECT id FROM box WHERE id IN (SELECT id, body FROM box)
SELECT id AS x, (SELECT x) AS y, sum(x) FROM box
SELECT max(id) AS x, x FROM box
SELECT avg(id) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM box
SELECT lead(id, -1) OVER () FROM box
SELECT body LIKE 'a' ESCAPE 'canary7531' FROM box
SELECT id FROM box ORDER BY canary7531
SELECT id FROM box HAVING canary7531 > 1
SELECT id FROM box b WHERE box.id = 1
SELECT sum(row_number() OVER ()) FROM box
SELECT 1 FROM box WHERE row_number() OVER () = 1
SELECT a.id FROM box a LEFT JOIN orders b USING (id) JOIN products c ON canary7531.id = 1
SELECT polygon(body) FROM box
SELECT body REGEXP '(' FROM box
