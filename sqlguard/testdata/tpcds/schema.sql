CREATE TABLE store_sales (ss_addr_sk INT, ss_cdemo_sk INT, ss_coupon_amt DECIMAL(9,2), ss_customer_sk INT,
    ss_ext_discount_amt DECIMAL(9,2), ss_ext_list_price DECIMAL(9,2), ss_ext_sales_price DECIMAL(9,2),
    ss_ext_tax DECIMAL(9,2), ss_ext_wholesale_cost DECIMAL(9,2), ss_hdemo_sk INT, ss_item_sk INT,
    ss_list_price DECIMAL(9,2), ss_net_paid DECIMAL(9,2), ss_net_profit DECIMAL(9,2), ss_promo_sk INT, ss_quantity INT,
    ss_sales_price DECIMAL(9,2), ss_sold_date_sk INT, ss_sold_time_sk INT, ss_store_sk INT, ss_ticket_number INT,
    ss_wholesale_cost DECIMAL(9,2));

CREATE TABLE store_returns (sr_cdemo_sk INT, sr_customer_sk INT, sr_item_sk INT, sr_net_loss DECIMAL(9,2),
    sr_reason_sk INT, sr_return_amt DECIMAL(9,2), sr_return_quantity INT, sr_returned_date_sk INT, sr_store_sk INT,
    sr_ticket_number INT);

CREATE TABLE catalog_sales (cs_bill_addr_sk INT, cs_bill_cdemo_sk INT, cs_bill_customer_sk INT, cs_bill_hdemo_sk INT,
    cs_call_center_sk INT, cs_catalog_page_sk INT, cs_coupon_amt DECIMAL(9,2), cs_ext_discount_amt DECIMAL(9,2),
    cs_ext_list_price DECIMAL(9,2), cs_ext_sales_price DECIMAL(9,2), cs_ext_ship_cost DECIMAL(9,2),
    cs_ext_wholesale_cost DECIMAL(9,2), cs_item_sk INT, cs_list_price DECIMAL(9,2), cs_net_paid DECIMAL(9,2),
    cs_net_paid_inc_tax DECIMAL(9,2), cs_net_profit DECIMAL(9,2), cs_order_number INT, cs_promo_sk INT, cs_quantity INT,
    cs_sales_price DECIMAL(9,2), cs_ship_addr_sk INT, cs_ship_customer_sk INT, cs_ship_date_sk INT, cs_ship_mode_sk INT,
    cs_sold_date_sk INT, cs_sold_time_sk INT, cs_warehouse_sk INT, cs_wholesale_cost DECIMAL(9,2));

CREATE TABLE catalog_returns (cr_call_center_sk INT, cr_catalog_page_sk INT, cr_item_sk INT, cr_net_loss DECIMAL(9,2),
    cr_order_number INT, cr_refunded_cash DECIMAL(9,2), cr_return_amount DECIMAL(9,2),
    cr_return_amt_inc_tax DECIMAL(9,2), cr_return_quantity INT, cr_returned_date_sk INT, cr_returning_addr_sk INT,
    cr_returning_customer_sk INT, cr_reversed_charge DECIMAL(9,2), cr_store_credit DECIMAL(9,2));

CREATE TABLE web_sales (ws_bill_addr_sk INT, ws_bill_customer_sk INT, ws_ext_discount_amt DECIMAL(9,2),
    ws_ext_list_price DECIMAL(9,2), ws_ext_sales_price DECIMAL(9,2), ws_ext_ship_cost DECIMAL(9,2),
    ws_ext_wholesale_cost DECIMAL(9,2), ws_item_sk INT, ws_list_price DECIMAL(9,2), ws_net_paid DECIMAL(9,2),
    ws_net_profit DECIMAL(9,2), ws_order_number INT, ws_quantity INT, ws_sales_price DECIMAL(9,2), ws_ship_addr_sk INT,
    ws_ship_customer_sk INT, ws_ship_date_sk INT, ws_ship_hdemo_sk INT, ws_ship_mode_sk INT, ws_sold_date_sk INT,
    ws_sold_time_sk INT, ws_warehouse_sk INT, ws_web_page_sk INT, ws_web_site_sk INT, ws_wholesale_cost DECIMAL(9,2));

CREATE TABLE web_returns (wr_fee DECIMAL(9,2), wr_item_sk INT, wr_net_loss DECIMAL(9,2), wr_order_number INT,
    wr_reason_sk INT, wr_refunded_addr_sk INT, wr_refunded_cash DECIMAL(9,2), wr_refunded_cdemo_sk INT,
    wr_return_amt DECIMAL(9,2), wr_return_quantity INT, wr_returned_date_sk INT, wr_returning_addr_sk INT,
    wr_returning_cdemo_sk INT, wr_returning_customer_sk INT, wr_web_page_sk INT);

CREATE TABLE inventory (inv_date_sk INT, inv_item_sk INT, inv_quantity_on_hand INT, inv_warehouse_sk INT);

CREATE TABLE store (s_store_sk INT PRIMARY KEY, s_city VARCHAR(60), s_company_id INT, s_company_name VARCHAR(60),
    s_county VARCHAR(60), s_gmt_offset DECIMAL(9,2), s_market_id INT, s_number_employees INT, s_state VARCHAR(60),
    s_store_id VARCHAR(60), s_store_name VARCHAR(60), s_street_number VARCHAR(60), s_zip VARCHAR(60));

CREATE TABLE call_center (cc_call_center_sk INT PRIMARY KEY, cc_call_center_id VARCHAR(60), cc_county VARCHAR(60),
    cc_manager VARCHAR(60), cc_name VARCHAR(60));

CREATE TABLE catalog_page (cp_catalog_page_sk INT PRIMARY KEY);

CREATE TABLE web_site (web_site_sk INT PRIMARY KEY, web_company_name VARCHAR(60), web_name VARCHAR(60));

CREATE TABLE web_page (wp_web_page_sk INT PRIMARY KEY, wp_char_count INT);

CREATE TABLE warehouse (w_warehouse_sk INT PRIMARY KEY, w_city VARCHAR(60), w_country VARCHAR(60), w_county VARCHAR(60),
    w_state VARCHAR(60), w_warehouse_name VARCHAR(60), w_warehouse_sq_ft INT);

CREATE TABLE customer (c_customer_sk INT PRIMARY KEY, c_birth_country VARCHAR(60), c_birth_day INT, c_birth_month INT,
    c_birth_year INT, c_current_addr_sk INT, c_current_cdemo_sk INT, c_current_hdemo_sk INT, c_customer_id VARCHAR(60),
    c_email_address VARCHAR(60), c_first_name VARCHAR(60), c_first_sales_date_sk INT, c_first_shipto_date_sk INT,
    c_last_name VARCHAR(60), c_login VARCHAR(60), c_preferred_cust_flag CHAR(1), c_salutation VARCHAR(60));

CREATE TABLE customer_address (ca_address_sk INT PRIMARY KEY, ca_city VARCHAR(60), ca_country VARCHAR(60),
    ca_county VARCHAR(60), ca_gmt_offset DECIMAL(9,2), ca_state VARCHAR(60), ca_street_number VARCHAR(60),
    ca_zip VARCHAR(60));

CREATE TABLE customer_demographics (cd_demo_sk INT PRIMARY KEY, cd_credit_rating VARCHAR(60), cd_dep_college_count INT,
    cd_dep_count INT, cd_dep_employed_count INT, cd_education_status VARCHAR(60), cd_gender CHAR(1),
    cd_marital_status CHAR(1), cd_purchase_estimate INT);

CREATE TABLE date_dim (d_date_sk INT PRIMARY KEY, d_date DATE, d_day_name VARCHAR(60), d_dom INT, d_dow INT,
    d_month_seq INT, d_moy INT, d_qoy INT, d_quarter_name VARCHAR(60), d_week_seq INT, d_year INT);

CREATE TABLE household_demographics (hd_demo_sk INT PRIMARY KEY, hd_buy_potential VARCHAR(60), hd_dep_count INT,
    hd_income_band_sk INT, hd_vehicle_count INT);

CREATE TABLE item (i_item_sk INT PRIMARY KEY, i_brand VARCHAR(60), i_brand_id INT, i_category VARCHAR(60),
    i_category_id INT, i_class VARCHAR(60), i_class_id INT, i_color VARCHAR(60), i_current_price DECIMAL(9,2),
    i_item_desc VARCHAR(60), i_item_id VARCHAR(60), i_manager_id INT, i_manufact VARCHAR(60), i_manufact_id INT,
    i_product_name VARCHAR(60), i_size VARCHAR(60), i_units VARCHAR(60), i_wholesale_cost DECIMAL(9,2));

CREATE TABLE income_band (ib_income_band_sk INT PRIMARY KEY, ib_lower_bound INT, ib_upper_bound INT);

CREATE TABLE promotion (p_promo_sk INT PRIMARY KEY, p_channel_dmail CHAR(1), p_channel_email CHAR(1),
    p_channel_event CHAR(1), p_channel_tv CHAR(1));

CREATE TABLE reason (r_reason_sk INT PRIMARY KEY, r_reason_desc VARCHAR(60));

CREATE TABLE ship_mode (sm_ship_mode_sk INT PRIMARY KEY, sm_carrier VARCHAR(60), sm_type VARCHAR(60));

CREATE TABLE time_dim (t_time_sk INT PRIMARY KEY, t_hour INT, t_meal_time VARCHAR(60), t_minute INT, t_time INT);
