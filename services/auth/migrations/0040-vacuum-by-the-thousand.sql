-- Rows that come and go, or are changed in place all the time: what is dead is cleaned up by the thousand.
alter table sessions set (
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000
);
alter table balances set (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 10000
);
