-- Keys come and go at one end of their index: what is dead is cleaned up by the thousand.
alter table idempotency_keys set (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000
);
