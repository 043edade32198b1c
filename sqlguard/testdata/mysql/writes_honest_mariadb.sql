INSERT INTO note (id, body) VALUES (32, 'back') RETURNING id, upper(body)
DELETE FROM note WHERE id = 32 RETURNING body
