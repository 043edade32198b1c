INSERT INTO orders (id, customer_id, status, total) VALUES (10, 1, 'new', 12.5)
insert into orders (id, customer_id, status) values (11, 2, 'new'), (12, 3, 'open')
INSERT INTO orders(id,status,total)VALUES(13,'paid',-4.25)
INSERT INTO orders (id, customer_id, status, total) VALUES (14, (SELECT id FROM customers WHERE name = 'Ada'), 'new', 2 * (3 + 4))
INSERT INTO orders (id, customer_id, status, total) VALUES (15, NULL, upper('new'), COALESCE(NULL, 7))
INSERT INTO note (id, body) VALUES (2, 'it''s a "quoted" text; -- with ? marks /* and all */')
INSERT INTO note (id, body) VALUES (3, 'naïve 日本 🦊')
INSERT INTO note (id, body) VALUES (4, '')
INSERT INTO note (body, id) VALUES (NULL, 5)
INSERT INTO note (id, body) VALUES (1 + 5, CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END)
INSERT INTO order_items (order_id, line, product_id, quantity, unit_price) SELECT 10, 1, id, 2, price FROM products WHERE id = 2
INSERT INTO order_items (order_id, line, product_id, quantity, unit_price) SELECT 11, id, id, 1, price FROM products WHERE id < 3
INSERT INTO order_items (order_id, line, product_id, quantity) SELECT o.id, 1, p.id, count(*) FROM orders o JOIN products p ON p.id = 1 WHERE o.id = 12 GROUP BY o.id, p.id
INSERT INTO order_items (order_id, line, quantity) (SELECT 13, 1, 4)
INSERT INTO order_items (order_id, line, quantity) SELECT 14, 1, 4 UNION ALL SELECT 14, 2, 5
INSERT INTO parents (id, name) VALUES (4, 'p4')
INSERT INTO kids (id, parent_id) VALUES (4, 4)
INSERT INTO serials (body) VALUES ('u')
UPDATE orders SET status = 'paid' WHERE id = 10
UPDATE orders SET status = 'sent', total = total + 1 WHERE id = 10
UPDATE orders SET total = total * 1.1 WHERE id IN (10, 12)
UPDATE orders SET total = 5 WHERE id = 11 AND customer_id = 2
UPDATE orders SET status = lower(status) WHERE id BETWEEN 14 AND 15
UPDATE orders SET customer_id = (SELECT max(id) FROM customers) WHERE id = 14
UPDATE orders SET status = 'gold' WHERE id = 10 AND customer_id IN (SELECT id FROM customers WHERE segment = 'gold')
UPDATE orders SET status = NULL WHERE status = 'gold' AND id > 9
UPDATE orders SET status = 'void' WHERE status IS NULL AND id = 10
UPDATE orders SET total = 0 WHERE id = 10 OR id = 11
UPDATE orders SET status = 'late' WHERE NOT id <> 12
UPDATE orders SET status = 'dear' WHERE total > 59 - 1 AND id < 9
UPDATE orders SET total = CASE WHEN total > 50 THEN 50 ELSE total END WHERE id = 1
UPDATE orders SET status = concat_ws('-', status, 'x') WHERE id = 15
UPDATE orders SET status = 'x' WHERE EXISTS (SELECT 1 FROM customers WHERE customers.id = orders.customer_id AND customers.name = 'Cai')
UPDATE orders SET status = 'y' WHERE (id, customer_id) IN ((4, 3), (99, 1))
UPDATE customers SET email = 'new@example.com' WHERE id = 1
UPDATE customers SET email = NULL, city = 'Paris' WHERE name = 'Bo'
UPDATE customers SET city = 'Xi''an' WHERE id = 4
UPDATE customers SET name = 'Robert''); DROP TABLE orders; --' WHERE id = 4
UPDATE customers SET segment = 'silver' WHERE email LIKE 'new@%'
UPDATE customers SET segment = 'none' WHERE id = (SELECT min(customer_id) FROM orders WHERE customer_id > 1)
UPDATE note SET body = 'changed' WHERE id = 1
UPDATE note SET id = 20 WHERE id = 4
UPDATE parents SET name = 'renamed' WHERE id = 1
UPDATE serials SET body = 'longer' WHERE id = 1
DELETE FROM note WHERE id = 20
DELETE FROM note WHERE body IS NULL
delete from note where id=3 and body like 'na%'
DELETE FROM orders WHERE id = 15
DELETE FROM orders WHERE status = 'x' AND customer_id = 3
DELETE FROM order_items WHERE order_id = 11
DELETE FROM order_items WHERE order_id = 10 AND line = 1 AND quantity > 1
DELETE FROM order_items WHERE order_id IN (SELECT id FROM orders WHERE id = 14)
DELETE FROM orders WHERE id = 14 AND NOT EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = 14)
DELETE FROM serials WHERE id = 2
DELETE FROM kids WHERE id = 4 AND parent_id = 4
DELETE FROM note WHERE id = (SELECT 6 FROM products WHERE id = 1);
INSERT INTO note SET id = 30, body = 'thirty'
INSERT note (id, body) VALUES (31, "double ""quoted"" text")
INSERT INTO `orders` (`id`, `status`, ordered_at) VALUES (30, 'back`tick', '2024-05-06 07:08:09')
INSERT INTO serials (id, body) VALUES (DEFAULT, DEFAULT)
INSERT INTO order_items (order_id, line, quantity) SELECT 31, 1, 2 FROM DUAL
UPDATE orders o SET status = 'alias' WHERE o.id = 1
UPDATE orders SET status = 'limited' WHERE id > 1 ORDER BY id LIMIT 1
UPDATE orders SET ordered_at = '2024-01-01' + INTERVAL 3 DAY WHERE id = 2
UPDATE orders SET ordered_at = DATE_ADD(ordered_at, INTERVAL 1 HOUR) WHERE id = 3
UPDATE orders SET status = CONCAT(status, '!') WHERE id = 3
UPDATE orders SET total = DEFAULT WHERE id = 4
UPDATE orders SET total = IF(total IS NULL, 1, 2) WHERE id = 4
UPDATE orders SET status = 'regexp' WHERE status REGEXP '^alias$'
UPDATE note SET body = 'a\\b' WHERE id = 30
DELETE FROM note WHERE id > 30 ORDER BY id DESC LIMIT 1
DELETE FROM orders WHERE id = 30 && status = 'back`tick'
