-- When the event that completed a quest happened: the period in which limits count the completion. Null
-- for what was stored before, which counts when it was completed.
alter table completions add column event_time timestamptz;
