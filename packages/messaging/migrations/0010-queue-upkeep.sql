-- Rows come and go: what is dead is cleaned up by the thousand, not by a part of the table's size. The
-- relay vacuums too, while it is at work; this holds where it may not, and for what is left.
alter table outbox set (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 10000
);
