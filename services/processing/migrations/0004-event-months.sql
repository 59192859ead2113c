-- As before, with two differences. Its lock has a key of its own: the former one is held by the relay
-- for as long as that lives, and no month would be made while it does. And a month is attached, which
-- lets events in meanwhile, rather than created as a partition, which would have to wait for whoever
-- reads events and keep out every event that comes while it waits.
create or replace function ensure_event_partitions(since timestamptz, until timestamptz) returns integer
language plpgsql as $$
declare
  month timestamp := date_trunc('month', since at time zone 'UTC');
  made integer := 0;
  partition text;
begin
  -- Two processes at once would both find it missing.
  perform pg_advisory_xact_lock(7305816202615);
  while month <= until at time zone 'UTC' loop
    partition := 'events_' || to_char(month, 'YYYY_MM');
    if to_regclass(partition) is null then
      -- The identity column is the parent's.
      execute format('create table %I (like events including all excluding identity)', partition);
      execute format(
        'alter table events attach partition %I for values from (%L) to (%L)',
        partition, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      made := made + 1;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;
