BEGIN;
CREATE TABLE customers (
	id      INTEGER PRIMARY KEY,
	name    TEXT NOT NULL,
	email   TEXT NOT NULL UNIQUE,
	country TEXT NOT NULL,
	notes   TEXT
);
CREATE TABLE products (
	id          INTEGER PRIMARY KEY,
	name        TEXT NOT NULL,
	price_cents INTEGER NOT NULL
);
CREATE TABLE orders (
	id          INTEGER PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customers (id),
	product_id  INTEGER NOT NULL REFERENCES products (id),
	quantity    INTEGER NOT NULL,
	ordered_on  TEXT NOT NULL
);
INSERT INTO customers VALUES
	(1, 'Northwind Bakery', 'orders@northwind.example.com', 'NL', 'delivery before seven'),
	(2, 'Blue Door Books', 'hello@bluedoor.example.com', 'IE', NULL),
	(3, 'Kestrel Cycles', 'shop@kestrel.example.com', 'DE', 'their shop calls ours with api_key=mk_5vT9qLr2XwB8nZc4KdYh7PsJ'),
	(4, 'Oak & Anvil', 'office@oakandanvil.example.com', 'GB', 'pays by invoice');
INSERT INTO products VALUES
	(1, 'Canvas apron', 2450),
	(2, 'Reading lamp', 5990),
	(3, 'Torque wrench', 8900),
	(4, 'Ledger, 200 pages', 1275);
INSERT INTO orders VALUES
	(1, 1, 1, 6, '2026-01-12'),
	(2, 2, 2, 2, '2026-01-15'),
	(3, 3, 3, 1, '2026-02-03'),
	(4, 4, 4, 10, '2026-02-03'),
	(5, 1, 4, 2, '2026-02-20'),
	(6, 3, 2, 1, '2026-03-09');
COMMIT;
