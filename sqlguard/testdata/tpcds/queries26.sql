-- 26: means of catalog sales to a kind of buyer without promotion
SELECT i_item_id, AVG(cs_quantity) AS quantity, AVG(cs_list_price) AS list_price, AVG(cs_coupon_amt) AS coupon, AVG(cs_sales_price) AS paid
FROM catalog_sales
JOIN customer_demographics ON cd_demo_sk = cs_bill_cdemo_sk
JOIN date_dim ON d_date_sk = cs_sold_date_sk
JOIN item ON i_item_sk = cs_item_sk
JOIN promotion ON p_promo_sk = cs_promo_sk
WHERE cd_gender = 'M' AND cd_marital_status = 'S' AND cd_education_status = 'College'
  AND (p_channel_email = 'N' OR p_channel_event = 'N') AND d_year = 2000
GROUP BY i_item_id
ORDER BY i_item_id
LIMIT 100;

-- 27: means of store sales by item and state, with those of all states
WITH bought AS (
    SELECT i_item_id, s_state, ss_quantity, ss_list_price, ss_coupon_amt, ss_sales_price
    FROM store_sales, customer_demographics, date_dim, store, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_store_sk = s_store_sk AND ss_cdemo_sk = cd_demo_sk
      AND cd_gender = 'M' AND cd_marital_status = 'S' AND cd_education_status = 'College'
      AND d_year = 2002 AND s_state IN ('TN', 'SD', 'AL'))
SELECT i_item_id, s_state, level, agg1, agg2, agg3, agg4
FROM ({{rollup "bought" "i_item_id, s_state" "AVG(ss_quantity) AS agg1, AVG(ss_list_price) AS agg2, AVG(ss_coupon_amt) AS agg3, AVG(ss_sales_price) AS agg4"}}) AS totals
ORDER BY i_item_id, s_state
LIMIT 100;

-- 28: list prices in six ranges of quantity
SELECT *
FROM (SELECT AVG(ss_list_price) AS b1_mean, COUNT(ss_list_price) AS b1_count, COUNT(DISTINCT ss_list_price) AS b1_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 0 AND 5
      AND (ss_list_price BETWEEN 8 AND 8 + 10 OR ss_coupon_amt BETWEEN 459 AND 459 + 1000 OR ss_wholesale_cost BETWEEN 57 AND 57 + 20)) b1
CROSS JOIN (SELECT AVG(ss_list_price) AS b2_mean, COUNT(ss_list_price) AS b2_count, COUNT(DISTINCT ss_list_price) AS b2_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 6 AND 10
      AND (ss_list_price BETWEEN 90 AND 90 + 10 OR ss_coupon_amt BETWEEN 2323 AND 2323 + 1000 OR ss_wholesale_cost BETWEEN 31 AND 31 + 20)) b2
CROSS JOIN (SELECT AVG(ss_list_price) AS b3_mean, COUNT(ss_list_price) AS b3_count, COUNT(DISTINCT ss_list_price) AS b3_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 11 AND 15
      AND (ss_list_price BETWEEN 142 AND 142 + 10 OR ss_coupon_amt BETWEEN 12214 AND 12214 + 1000 OR ss_wholesale_cost BETWEEN 79 AND 79 + 20)) b3
CROSS JOIN (SELECT AVG(ss_list_price) AS b4_mean, COUNT(ss_list_price) AS b4_count, COUNT(DISTINCT ss_list_price) AS b4_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 16 AND 20
      AND (ss_list_price BETWEEN 135 AND 135 + 10 OR ss_coupon_amt BETWEEN 6071 AND 6071 + 1000 OR ss_wholesale_cost BETWEEN 38 AND 38 + 20)) b4
CROSS JOIN (SELECT AVG(ss_list_price) AS b5_mean, COUNT(ss_list_price) AS b5_count, COUNT(DISTINCT ss_list_price) AS b5_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 21 AND 25
      AND (ss_list_price BETWEEN 122 AND 122 + 10 OR ss_coupon_amt BETWEEN 836 AND 836 + 1000 OR ss_wholesale_cost BETWEEN 17 AND 17 + 20)) b5
CROSS JOIN (SELECT AVG(ss_list_price) AS b6_mean, COUNT(ss_list_price) AS b6_count, COUNT(DISTINCT ss_list_price) AS b6_distinct
    FROM store_sales
    WHERE ss_quantity BETWEEN 26 AND 30
      AND (ss_list_price BETWEEN 154 AND 154 + 10 OR ss_coupon_amt BETWEEN 7326 AND 7326 + 1000 OR ss_wholesale_cost BETWEEN 7 AND 7 + 20)) b6
LIMIT 100;

-- 29: how many pieces were sold, brought back and bought again by catalog
SELECT i_item_id, i_item_desc, s_store_id, s_store_name,
    SUM(ss_quantity) AS sold, SUM(sr_return_quantity) AS brought_back, SUM(cs_quantity) AS bought_again
FROM store_sales
JOIN date_dim d1 ON d1.d_date_sk = ss_sold_date_sk
JOIN store_returns ON sr_customer_sk = ss_customer_sk AND sr_item_sk = ss_item_sk AND sr_ticket_number = ss_ticket_number
JOIN date_dim d2 ON d2.d_date_sk = sr_returned_date_sk
JOIN catalog_sales ON cs_bill_customer_sk = sr_customer_sk AND cs_item_sk = sr_item_sk
JOIN date_dim d3 ON d3.d_date_sk = cs_sold_date_sk
JOIN store ON s_store_sk = ss_store_sk
JOIN item ON i_item_sk = ss_item_sk
WHERE d1.d_moy = 9 AND d1.d_year = 1999 AND d2.d_moy BETWEEN 9 AND 9 + 3 AND d2.d_year = 1999
  AND d3.d_year IN (1999, 1999 + 1, 1999 + 2)
GROUP BY i_item_id, i_item_desc, s_store_id, s_store_name
ORDER BY i_item_id, i_item_desc, s_store_id, s_store_name
LIMIT 100;

-- 30: customers of a state whose web returns are far above the mean of where they returned
WITH given_back AS (
    SELECT wr_returning_customer_sk AS customer, ca_state AS state, SUM(wr_return_amt) AS total
    FROM web_returns, date_dim, customer_address
    WHERE wr_returned_date_sk = d_date_sk AND d_year = 2002 AND wr_returning_addr_sk = ca_address_sk
    GROUP BY wr_returning_customer_sk, ca_state)
SELECT c_customer_id, c_salutation, c_first_name, c_last_name, c_preferred_cust_flag, c_birth_day, c_birth_month,
    c_birth_year, c_birth_country, c_login, c_email_address, total
FROM given_back g, customer_address, customer
WHERE g.total > (SELECT AVG(total) * 1.2 FROM given_back o WHERE o.state = g.state)
  AND ca_address_sk = c_current_addr_sk AND ca_state = 'GA' AND g.customer = c_customer_sk
ORDER BY c_customer_id, c_salutation, c_first_name, c_last_name, total
LIMIT 100;

-- 31: counties where web sales grew faster than store sales in two quarters
WITH ss AS (
    SELECT ca_county, d_qoy, d_year, SUM(ss_ext_sales_price) AS sales
    FROM store_sales, date_dim, customer_address
    WHERE ss_sold_date_sk = d_date_sk AND ss_addr_sk = ca_address_sk
    GROUP BY ca_county, d_qoy, d_year),
ws AS (
    SELECT ca_county, d_qoy, d_year, SUM(ws_ext_sales_price) AS sales
    FROM web_sales, date_dim, customer_address
    WHERE ws_sold_date_sk = d_date_sk AND ws_bill_addr_sk = ca_address_sk
    GROUP BY ca_county, d_qoy, d_year)
SELECT ss1.ca_county, ss1.d_year, ws2.sales / ws1.sales AS web_q1_q2, ss2.sales / ss1.sales AS store_q1_q2,
    ws3.sales / ws2.sales AS web_q2_q3, ss3.sales / ss2.sales AS store_q2_q3
FROM ss ss1, ss ss2, ss ss3, ws ws1, ws ws2, ws ws3
WHERE ss1.d_qoy = 1 AND ss1.d_year = 2000 AND ss2.d_qoy = 2 AND ss2.d_year = 2000 AND ss3.d_qoy = 3 AND ss3.d_year = 2000
  AND ws1.d_qoy = 1 AND ws1.d_year = 2000 AND ws2.d_qoy = 2 AND ws2.d_year = 2000 AND ws3.d_qoy = 3 AND ws3.d_year = 2000
  AND ss2.ca_county = ss1.ca_county AND ss3.ca_county = ss1.ca_county
  AND ws1.ca_county = ss1.ca_county AND ws2.ca_county = ss1.ca_county AND ws3.ca_county = ss1.ca_county
  AND CASE WHEN ws1.sales > 0 THEN ws2.sales / ws1.sales END > CASE WHEN ss1.sales > 0 THEN ss2.sales / ss1.sales END
  AND CASE WHEN ws2.sales > 0 THEN ws3.sales / ws2.sales END > CASE WHEN ss2.sales > 0 THEN ss3.sales / ss2.sales END
ORDER BY ss1.ca_county;

-- 32: excess discounts of the catalog on the goods of a maker
SELECT SUM(cs_ext_discount_amt) AS excess
FROM catalog_sales, item, date_dim
WHERE i_manufact_id = 977 AND i_item_sk = cs_item_sk AND d_date_sk = cs_sold_date_sk
  AND d_date BETWEEN {{date "2000-01-27"}} AND {{add (date "2000-01-27") 90 "day"}}
  AND cs_ext_discount_amt > (
    SELECT 1.3 * AVG(cs_ext_discount_amt)
    FROM catalog_sales, date_dim
    WHERE cs_item_sk = i_item_sk AND d_date_sk = cs_sold_date_sk
      AND d_date BETWEEN {{date "2000-01-27"}} AND {{add (date "2000-01-27") 90 "day"}})
LIMIT 100;
{{range $i, $by := words "i_manufact_id i_item_id"}}
-- {{if $i}}56: items of some colors{{else}}33: makers of a category{{end}} over all channels, in a month and a time zone
WITH sold AS (
    SELECT ss_item_sk AS item_sk, ss_sold_date_sk AS day_sk, ss_addr_sk AS addr_sk, ss_ext_sales_price AS price FROM store_sales
    UNION ALL
    SELECT cs_item_sk, cs_sold_date_sk, cs_bill_addr_sk, cs_ext_sales_price FROM catalog_sales
    UNION ALL
    SELECT ws_item_sk, ws_sold_date_sk, ws_bill_addr_sk, ws_ext_sales_price FROM web_sales)
SELECT {{$by}}, SUM(price) AS total_sales
FROM sold, date_dim, customer_address, item
WHERE {{$by}} IN (SELECT {{$by}} FROM item WHERE {{if $i}}i_color IN ('slate', 'blanched', 'burnished'){{else}}i_category IN ('Electronics'){{end}})
  AND item_sk = i_item_sk AND day_sk = d_date_sk AND d_year = 1998 AND d_moy = 5 AND addr_sk = ca_address_sk AND ca_gmt_offset = -5
GROUP BY {{$by}}
ORDER BY total_sales, {{$by}}
LIMIT 100;
{{end}}
-- 34: customers with very large baskets near the start or end of a month
SELECT c_last_name, c_first_name, c_salutation, c_preferred_cust_flag, ticket, pieces
FROM (
    SELECT ss_ticket_number AS ticket, ss_customer_sk AS customer, COUNT(*) AS pieces
    FROM store_sales, date_dim, store, household_demographics
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk
      AND (d_dom BETWEEN 1 AND 3 OR d_dom BETWEEN 25 AND 28)
      AND (hd_buy_potential = '>10000' OR hd_buy_potential = 'Unknown') AND hd_vehicle_count > 0
      AND CASE WHEN hd_vehicle_count > 0 THEN hd_dep_count * 1.0 / hd_vehicle_count ELSE NULL END > 1.2
      AND d_year IN (1999, 1999 + 1, 1999 + 2)
      AND s_county IN ('Williamson County', 'Franklin Parish', 'Bronx County', 'Orange County')
    GROUP BY ss_ticket_number, ss_customer_sk) AS baskets
JOIN customer ON c_customer_sk = customer
WHERE pieces BETWEEN 15 AND 20
ORDER BY c_last_name, c_first_name, c_salutation, c_preferred_cust_flag DESC, ticket;

-- 35: who bought in a store and also by web or catalog, with spreads
SELECT ca_state, cd_gender, cd_marital_status, cd_dep_count, COUNT(*) AS people,
    MIN(cd_dep_count) AS least, MAX(cd_dep_count) AS most, AVG(cd_dep_count) AS mean,
    {{stddev "cd_dep_employed_count"}} AS employed_dev, SUM(cd_dep_college_count) AS at_college
FROM customer c
JOIN customer_address ca ON ca.ca_address_sk = c.c_current_addr_sk
JOIN customer_demographics ON cd_demo_sk = c.c_current_cdemo_sk
WHERE EXISTS (
    SELECT * FROM store_sales, date_dim WHERE c.c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2002 AND d_qoy < 4)
  AND (EXISTS (
        SELECT * FROM web_sales, date_dim WHERE c.c_customer_sk = ws_bill_customer_sk AND ws_sold_date_sk = d_date_sk AND d_year = 2002 AND d_qoy < 4)
    OR EXISTS (
        SELECT * FROM catalog_sales, date_dim WHERE c.c_customer_sk = cs_ship_customer_sk AND cs_sold_date_sk = d_date_sk AND d_year = 2002 AND d_qoy < 4))
GROUP BY ca_state, cd_gender, cd_marital_status, cd_dep_count
ORDER BY ca_state, cd_gender, cd_marital_status, cd_dep_count
LIMIT 100;

-- 36: margins by category and class, ranked within each level
WITH sold AS (
    SELECT i_category, i_class, ss_net_profit, ss_ext_sales_price
    FROM store_sales, date_dim, item, store
    WHERE d_year = 2001 AND d_date_sk = ss_sold_date_sk AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk
      AND s_state IN ('TN', 'SD', 'AL', 'GA')),
margins AS ({{rollup "sold" "i_category, i_class" "SUM(ss_net_profit) / SUM(ss_ext_sales_price) AS margin"}})
SELECT margin, i_category, i_class, level,
    RANK() OVER (PARTITION BY level, CASE WHEN level = 0 THEN i_category END ORDER BY margin ASC) AS place
FROM margins
ORDER BY level DESC, CASE WHEN level = 0 THEN i_category END, place
LIMIT 100;

-- 37: items in stock in a price range that the catalog sells
SELECT i_item_id, i_item_desc, i_current_price
FROM item, inventory, date_dim, catalog_sales
WHERE i_current_price BETWEEN 68 AND 68 + 30 AND inv_item_sk = i_item_sk AND d_date_sk = inv_date_sk
  AND d_date BETWEEN {{date "2000-02-01"}} AND {{add (date "2000-02-01") 60 "day"}}
  AND i_manufact_id IN (677, 940, 694, 808) AND inv_quantity_on_hand BETWEEN 100 AND 500 AND cs_item_sk = i_item_sk
GROUP BY i_item_id, i_item_desc, i_current_price
ORDER BY i_item_id
LIMIT 100;
{{range $i, $set := words "INTERSECT EXCEPT"}}
-- {{if $i}}87: how many bought in a store and in no other channel on a day{{else}}38: how many bought in every channel on a day{{end}}
SELECT COUNT(*) AS people
FROM (
    SELECT DISTINCT c_last_name, c_first_name, d_date
    FROM store_sales JOIN date_dim ON d_date_sk = ss_sold_date_sk JOIN customer ON c_customer_sk = ss_customer_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11
    {{$set}}
    SELECT DISTINCT c_last_name, c_first_name, d_date
    FROM catalog_sales JOIN date_dim ON d_date_sk = cs_sold_date_sk JOIN customer ON c_customer_sk = cs_bill_customer_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11
    {{$set}}
    SELECT DISTINCT c_last_name, c_first_name, d_date
    FROM web_sales JOIN date_dim ON d_date_sk = ws_sold_date_sk JOIN customer ON c_customer_sk = ws_bill_customer_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11) AS buyers
LIMIT 100;
{{end}}
{{- range $i, $cov := words "1 1.5"}}
-- 39{{if $i}}, second: only where it varies much{{else}}: how much stock varies from one month to the next{{end}}
WITH stock AS (
    SELECT w_warehouse_sk, i_item_sk, d_moy, {{stddev "inv_quantity_on_hand"}} AS dev, AVG(inv_quantity_on_hand) AS mean
    FROM inventory, item, warehouse, date_dim
    WHERE inv_item_sk = i_item_sk AND inv_warehouse_sk = w_warehouse_sk AND inv_date_sk = d_date_sk AND d_year = 2001
    GROUP BY w_warehouse_sk, i_item_sk, d_moy),
varied AS (
    SELECT w_warehouse_sk, i_item_sk, d_moy, mean, CASE mean WHEN 0 THEN NULL ELSE dev / mean END AS cov
    FROM stock
    WHERE CASE mean WHEN 0 THEN 0 ELSE dev / mean END > 1)
SELECT v1.w_warehouse_sk, v1.i_item_sk, v1.d_moy, v1.mean, v1.cov, v2.d_moy AS next_moy, v2.mean AS next_mean, v2.cov AS next_cov
FROM varied v1 JOIN varied v2 ON v2.i_item_sk = v1.i_item_sk AND v2.w_warehouse_sk = v1.w_warehouse_sk
WHERE v1.d_moy = 1 AND v2.d_moy = 1 + 1 AND v1.cov > {{$cov}}
ORDER BY v1.w_warehouse_sk, v1.i_item_sk, v1.d_moy, v1.mean, v1.cov, v2.d_moy, v2.mean, v2.cov;
{{end}}
-- 40: catalog sales less refunds by state before and after a day
SELECT w_state, i_item_id,
    SUM(CASE WHEN d_date < {{date "2000-03-11"}} THEN cs_sales_price - COALESCE(cr_refunded_cash, 0) ELSE 0 END) AS sales_before,
    SUM(CASE WHEN d_date >= {{date "2000-03-11"}} THEN cs_sales_price - COALESCE(cr_refunded_cash, 0) ELSE 0 END) AS sales_after
FROM catalog_sales
LEFT OUTER JOIN catalog_returns ON cs_order_number = cr_order_number AND cs_item_sk = cr_item_sk
JOIN warehouse ON w_warehouse_sk = cs_warehouse_sk
JOIN item ON i_item_sk = cs_item_sk
JOIN date_dim ON d_date_sk = cs_sold_date_sk
WHERE i_current_price BETWEEN 0.99 AND 1.49
  AND d_date BETWEEN {{add (date "2000-03-11") -30 "day"}} AND {{add (date "2000-03-11") 30 "day"}}
GROUP BY w_state, i_item_id
ORDER BY w_state, i_item_id
LIMIT 100;

-- 41: products of some makers that come in given colors, units and sizes
SELECT DISTINCT i_product_name
FROM item i1
WHERE i_manufact_id BETWEEN 738 AND 738 + 40
  AND (SELECT COUNT(*) FROM item
    WHERE i_manufact = i1.i_manufact AND (
        i_category = 'Women' AND (i_color = 'powder' OR i_color = 'khaki') AND (i_units = 'Ounce' OR i_units = 'Oz') AND (i_size = 'medium' OR i_size = 'extra large')
        OR i_category = 'Women' AND (i_color = 'brown' OR i_color = 'honeydew') AND (i_units = 'Bunch' OR i_units = 'Ton') AND (i_size = 'N/A' OR i_size = 'small')
        OR i_category = 'Men' AND (i_color = 'floral' OR i_color = 'deep') AND (i_units = 'N/A' OR i_units = 'Dozen') AND (i_size = 'petite' OR i_size = 'large')
        OR i_category = 'Men' AND (i_color = 'light' OR i_color = 'cornflower') AND (i_units = 'Box' OR i_units = 'Pound') AND (i_size = 'medium' OR i_size = 'extra large'))) > 0
ORDER BY i_product_name
LIMIT 100;

-- 42: categories of a manager's goods in a month
SELECT d_year, i_category_id, i_category, SUM(ss_ext_sales_price) AS total
FROM date_dim JOIN store_sales ON ss_sold_date_sk = d_date_sk JOIN item ON i_item_sk = ss_item_sk
WHERE i_manager_id = 1 AND d_moy = 11 AND d_year = 2000
GROUP BY d_year, i_category_id, i_category
ORDER BY total DESC, d_year, i_category_id, i_category
LIMIT 100;

-- 43: sales of each store on each day of the week
SELECT s_store_name, s_store_id,
    SUM(CASE WHEN d_day_name = 'Sunday' THEN ss_sales_price ELSE NULL END) AS sun_sales,
    SUM(CASE WHEN d_day_name = 'Monday' THEN ss_sales_price ELSE NULL END) AS mon_sales,
    SUM(CASE WHEN d_day_name = 'Tuesday' THEN ss_sales_price ELSE NULL END) AS tue_sales,
    SUM(CASE WHEN d_day_name = 'Wednesday' THEN ss_sales_price ELSE NULL END) AS wed_sales,
    SUM(CASE WHEN d_day_name = 'Thursday' THEN ss_sales_price ELSE NULL END) AS thu_sales,
    SUM(CASE WHEN d_day_name = 'Friday' THEN ss_sales_price ELSE NULL END) AS fri_sales,
    SUM(CASE WHEN d_day_name = 'Saturday' THEN ss_sales_price ELSE NULL END) AS sat_sales
FROM date_dim, store_sales, store
WHERE d_date_sk = ss_sold_date_sk AND s_store_sk = ss_store_sk AND s_gmt_offset = -5 AND d_year = 2000
GROUP BY s_store_name, s_store_id
ORDER BY s_store_name, s_store_id
LIMIT 100;

-- 44: the ten best and ten worst items of a store, side by side
WITH ranked AS (
    SELECT ss_item_sk AS item_sk, AVG(ss_net_profit) AS mean
    FROM store_sales
    WHERE ss_store_sk = 4
    GROUP BY ss_item_sk
    HAVING AVG(ss_net_profit) > 0.9 * (
        SELECT AVG(ss_net_profit) FROM store_sales WHERE ss_store_sk = 4 AND ss_addr_sk IS NULL GROUP BY ss_store_sk))
SELECT up.place, i1.i_product_name AS best, i2.i_product_name AS worst
FROM (SELECT item_sk, RANK() OVER (ORDER BY mean ASC) AS place FROM ranked) AS up
JOIN (SELECT item_sk, RANK() OVER (ORDER BY mean DESC) AS place FROM ranked) AS down ON down.place = up.place
JOIN item i1 ON i1.i_item_sk = up.item_sk
JOIN item i2 ON i2.i_item_sk = down.item_sk
WHERE up.place < 11
ORDER BY up.place
LIMIT 100;

-- 45: web sales by zip code, for some codes or some items
SELECT ca_zip, ca_city, SUM(ws_sales_price) AS total
FROM web_sales, customer, customer_address, date_dim, item
WHERE ws_bill_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk AND ws_item_sk = i_item_sk
  AND (SUBSTR(ca_zip, 1, 5) IN ('85669', '86197', '88274', '83405', '86475', '85392', '85460', '80348', '81792')
    OR i_item_id IN (SELECT i_item_id FROM item WHERE i_item_sk IN (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)))
  AND ws_sold_date_sk = d_date_sk AND d_qoy = 2 AND d_year = 2001
GROUP BY ca_zip, ca_city
ORDER BY ca_zip, ca_city
LIMIT 100;

-- 46: coupons and profit of weekend baskets of people away from home
SELECT c_last_name, c_first_name, home.ca_city, bought_city, ticket, amt, profit
FROM (
    SELECT ss_ticket_number AS ticket, ss_customer_sk AS customer, ca_city AS bought_city, SUM(ss_coupon_amt) AS amt, SUM(ss_net_profit) AS profit
    FROM store_sales, date_dim, store, household_demographics, customer_address
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk AND ss_addr_sk = ca_address_sk
      AND (hd_dep_count = 4 OR hd_vehicle_count = 3) AND d_dow IN (6, 0) AND d_year IN (1999, 2000, 2001)
      AND s_city IN ('Fairview', 'Midway')
    GROUP BY ss_ticket_number, ss_customer_sk, ss_addr_sk, ca_city) AS baskets
JOIN customer ON c_customer_sk = customer
JOIN customer_address home ON home.ca_address_sk = c_current_addr_sk
WHERE home.ca_city <> bought_city
ORDER BY c_last_name, c_first_name, home.ca_city, bought_city, ticket
LIMIT 100;

-- 47: months in which a brand's sales in a company's stores were far from its mean of the year
WITH monthly AS (
    SELECT i_category, i_brand, s_store_name, s_company_name, d_year, d_moy, SUM(ss_sales_price) AS total,
        AVG(SUM(ss_sales_price)) OVER (PARTITION BY i_category, i_brand, s_store_name, s_company_name, d_year) AS mean,
        RANK() OVER (PARTITION BY i_category, i_brand, s_store_name, s_company_name ORDER BY d_year, d_moy) AS rn
    FROM item, store_sales, date_dim, store
    WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk
      AND (d_year = 1999 OR d_year = 1999 - 1 AND d_moy = 12 OR d_year = 1999 + 1 AND d_moy = 1)
    GROUP BY i_category, i_brand, s_store_name, s_company_name, d_year, d_moy)
SELECT m.i_category, m.i_brand, m.d_year, m.d_moy, m.mean, m.total, prev.total AS before_it, nxt.total AS after_it
FROM monthly m
JOIN monthly prev ON prev.i_category = m.i_category AND prev.i_brand = m.i_brand
    AND prev.s_store_name = m.s_store_name AND prev.s_company_name = m.s_company_name AND prev.rn = m.rn - 1
JOIN monthly nxt ON nxt.i_category = m.i_category AND nxt.i_brand = m.i_brand
    AND nxt.s_store_name = m.s_store_name AND nxt.s_company_name = m.s_company_name AND nxt.rn = m.rn + 1
WHERE m.d_year = 1999 AND m.mean > 0 AND CASE WHEN m.mean > 0 THEN ABS(m.total - m.mean) / m.mean ELSE NULL END > 0.1
ORDER BY m.total - m.mean, m.d_moy
LIMIT 100;

-- 48: pieces sold to three kinds of people at three prices in three groups of states
SELECT SUM(ss_quantity) AS pieces
FROM store_sales, store, customer_demographics, customer_address, date_dim
WHERE s_store_sk = ss_store_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2000 AND cd_demo_sk = ss_cdemo_sk
  AND (cd_marital_status = 'M' AND cd_education_status = '4 yr Degree' AND ss_sales_price BETWEEN 100.00 AND 150.00
    OR cd_marital_status = 'D' AND cd_education_status = '2 yr Degree' AND ss_sales_price BETWEEN 50.00 AND 100.00
    OR cd_marital_status = 'S' AND cd_education_status = 'College' AND ss_sales_price BETWEEN 150.00 AND 200.00)
  AND ss_addr_sk = ca_address_sk AND ca_country = 'United States'
  AND (ca_state IN ('CO', 'OH', 'TX') AND ss_net_profit BETWEEN 0 AND 2000
    OR ca_state IN ('OR', 'MN', 'KY') AND ss_net_profit BETWEEN 150 AND 3000
    OR ca_state IN ('VA', 'CA', 'MS') AND ss_net_profit BETWEEN 50 AND 25000);

-- 49: the items of each channel that come back most, by pieces or by money
WITH ratios AS (
    SELECT 'web' AS channel, ws_item_sk AS item_sk,
        SUM(COALESCE(wr_return_quantity, 0)) * 1.0 / SUM(COALESCE(ws_quantity, 0)) AS return_ratio,
        SUM(COALESCE(wr_return_amt, 0)) * 1.0 / SUM(COALESCE(ws_net_paid, 0)) AS currency_ratio
    FROM web_sales
    LEFT OUTER JOIN web_returns ON ws_order_number = wr_order_number AND ws_item_sk = wr_item_sk
    JOIN date_dim ON d_date_sk = ws_sold_date_sk
    WHERE wr_return_amt > 10 AND ws_net_profit > 1 AND ws_net_paid > 0 AND ws_quantity > 0 AND d_year = 2001 AND d_moy = 12
    GROUP BY ws_item_sk
    UNION ALL
    SELECT 'catalog', cs_item_sk,
        SUM(COALESCE(cr_return_quantity, 0)) * 1.0 / SUM(COALESCE(cs_quantity, 0)),
        SUM(COALESCE(cr_return_amount, 0)) * 1.0 / SUM(COALESCE(cs_net_paid, 0))
    FROM catalog_sales
    LEFT OUTER JOIN catalog_returns ON cs_order_number = cr_order_number AND cs_item_sk = cr_item_sk
    JOIN date_dim ON d_date_sk = cs_sold_date_sk
    WHERE cr_return_amount > 10 AND cs_net_profit > 1 AND cs_net_paid > 0 AND cs_quantity > 0 AND d_year = 2001 AND d_moy = 12
    GROUP BY cs_item_sk
    UNION ALL
    SELECT 'store', ss_item_sk,
        SUM(COALESCE(sr_return_quantity, 0)) * 1.0 / SUM(COALESCE(ss_quantity, 0)),
        SUM(COALESCE(sr_return_amt, 0)) * 1.0 / SUM(COALESCE(ss_net_paid, 0))
    FROM store_sales
    LEFT OUTER JOIN store_returns ON ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk
    JOIN date_dim ON d_date_sk = ss_sold_date_sk
    WHERE sr_return_amt > 10 AND ss_net_profit > 1 AND ss_net_paid > 0 AND ss_quantity > 0 AND d_year = 2001 AND d_moy = 12
    GROUP BY ss_item_sk)
SELECT channel, item_sk, return_ratio, return_place, currency_place
FROM (
    SELECT channel, item_sk, return_ratio,
        RANK() OVER (PARTITION BY channel ORDER BY return_ratio) AS return_place,
        RANK() OVER (PARTITION BY channel ORDER BY currency_ratio) AS currency_place
    FROM ratios) AS ranked
WHERE return_place <= 10 OR currency_place <= 10
ORDER BY channel, return_place, currency_place, item_sk
LIMIT 100;

-- 50: how long customers of each store keep what they bring back
SELECT s_store_name, s_company_id, s_street_number, s_city, s_county, s_state, s_zip,
    SUM(CASE WHEN sr_returned_date_sk - ss_sold_date_sk <= 30 THEN 1 ELSE 0 END) AS up_to_30,
    SUM(CASE WHEN sr_returned_date_sk - ss_sold_date_sk > 30 AND sr_returned_date_sk - ss_sold_date_sk <= 60 THEN 1 ELSE 0 END) AS up_to_60,
    SUM(CASE WHEN sr_returned_date_sk - ss_sold_date_sk > 60 AND sr_returned_date_sk - ss_sold_date_sk <= 90 THEN 1 ELSE 0 END) AS up_to_90,
    SUM(CASE WHEN sr_returned_date_sk - ss_sold_date_sk > 90 AND sr_returned_date_sk - ss_sold_date_sk <= 120 THEN 1 ELSE 0 END) AS up_to_120,
    SUM(CASE WHEN sr_returned_date_sk - ss_sold_date_sk > 120 THEN 1 ELSE 0 END) AS longer
FROM store_sales, store_returns, store, date_dim d1, date_dim d2
WHERE d2.d_year = 2001 AND d2.d_moy = 8 AND ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk
  AND ss_sold_date_sk = d1.d_date_sk AND sr_returned_date_sk = d2.d_date_sk AND ss_customer_sk = sr_customer_sk
  AND ss_store_sk = s_store_sk
GROUP BY s_store_name, s_company_id, s_street_number, s_city, s_county, s_state, s_zip
ORDER BY s_store_name, s_company_id, s_street_number, s_city, s_county, s_state, s_zip
LIMIT 100;
