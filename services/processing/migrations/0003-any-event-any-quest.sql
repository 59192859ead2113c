-- Column types change under running statements: stop processing's processes before this runs.

-- A user is known by the id the app uses: any text. "C" compares bytes, which is all an id needs.
alter table grants drop constraint grants_user_id_quest_id_ordinal_fkey;
alter table user_quest_rewards alter column user_id type text collate "C";
alter table completions alter column user_id type text collate "C";
alter table grants alter column user_id type text collate "C";
alter table notifications alter column user_id type text collate "C";

-- The key of an identity: a digest of source and id. An id that is a UUIDv7 keeps its time in front, so
-- that the keys of one hour lie side by side in the index, however many there are. The service
-- computes the same (event-identity.ts).
create function event_identity(source text, id text) returns uuid
language sql immutable parallel safe as $$
  select (
    case when id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
      then left(replace(id, '-', ''), 12) || left(digest, 20)
      else left(digest, 32) end
  )::uuid
  from (
    select encode(
      sha256(convert_to(source, 'UTF8') || '\x00'::bytea || convert_to(id, 'UTF8')), 'hex') as digest
  ) as d
$$;

-- Every identity there ever was, and a digest of what came under it: what makes an event count once.
-- It outlives the event, whose partition may have been dropped.
create table event_identities (
  identity uuid primary key,
  -- Null for what was stored before digests were kept: any payload is then a replay.
  payload uuid
);
insert into event_identities (identity) select event_identity(source, id) from events;

create table first_sign_ins (user_id text collate "C" primary key);
insert into first_sign_ins
select user_id from events where type = 'NewUserSignIn' and source = 'questline/auth';

-- What happened, in order of arrival, a partition a month. A month is dropped as a whole; nothing
-- that counts for a quest is read from here.
alter table events rename to events_before;
alter table events_before drop constraint events_identity;
alter table events_before drop constraint events_pkey;
alter index events_by_user rename to events_before_by_user;
drop index events_first_sign_in;

create table events (
  seq bigint generated always as identity,
  received_at timestamptz not null default now(),
  identity uuid not null,
  source text not null,
  id text not null,
  type text not null,
  user_id text collate "C" not null,
  time timestamptz not null,
  data jsonb not null,
  -- Why it moved no quest although its type could have: it came too late, or from the future.
  flag text check (flag in ('late', 'future')),
  primary key (seq, received_at)
) partition by range (received_at);
create index events_by_user on events (user_id, seq);

-- Sees to it that there is a partition for each month from the one of `since` to the one of `until`,
-- both of the database's clock; returns how many it made.
-- A month is attached, which lets events in meanwhile, rather than created as a partition, which would
-- have to wait for whoever reads events and keep out every event that comes while it waits.
create function ensure_event_partitions(since timestamptz, until timestamptz) returns integer
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

select ensure_event_partitions(
  least(now(), coalesce((select min(received_at) from events_before), now())),
  greatest(now(), coalesce((select max(received_at) from events_before), now()))
    + interval '2 months');

insert into events (seq, received_at, identity, source, id, type, user_id, time, data, flag)
overriding system value
select seq, received_at, event_identity(source, id), source, id, type, user_id, time, data, flag
from events_before;
select setval(
  pg_get_serial_sequence('events', 'seq'),
  coalesce((select max(seq) from events_before), 0) + 1, false);
drop table events_before;

-- The quest of each version in force; `revision` orders what the catalog says of one quest. `changed`
-- is the revision of the projection that brought it, so that a cache reads what is new and no more.
create table quests (
  quest_id uuid primary key,
  version integer not null,
  state text not null check (state in ('draft', 'active', 'paused', 'archived')),
  revision bigint not null,
  changed bigint not null,
  foreign key (quest_id, version) references quest_versions (quest_id, version)
);
create index quests_changed on quests (changed);
insert into quests (quest_id, version, state, revision, changed)
select distinct on (quest_id) quest_id, version, state, version, 1
from quest_versions order by quest_id, version desc;
update catalog_projection set revision = revision + 1;
alter table quest_versions add column in_flight text not null default 'migrate'
  check (in_flight in ('keep_old_version', 'migrate', 'restart'));

-- Where a user stands: `state` is what the quest's language keeps of it, `waiting` the payments to be
-- claimed.
alter table user_quest_rewards add column state jsonb;
update user_quest_rewards
set state = jsonb_build_object('completions', duplication, 'v', jsonb_build_array(streak));
alter table user_quest_rewards alter column state set not null;
alter table user_quest_rewards add column waiting integer;
update user_quest_rewards set waiting = duplication - claimed;
alter table user_quest_rewards alter column waiting set not null;
alter table user_quest_rewards add check (waiting >= 0);
alter table user_quest_rewards drop column claimed;
alter table user_quest_rewards drop column streak;
alter table user_quest_rewards set (fillfactor = 70);

-- A completion of the quest (step 0) or of one of its steps, and what became of its payment:
-- granted; none, where there is nothing to pay; claimable by the user; forfeited past its time; denied by
-- a limit; deferred until a limit has room.
alter table completions add column step smallint not null default 0 check (step >= 0);
alter table completions add column payment text not null default 'granted'
  check (payment in ('granted', 'none', 'claimable', 'forfeited', 'denied', 'deferred'));
alter table completions alter column payment drop default;
-- When a claim ends, or a deferred payment is tried again.
alter table completions add column due_at timestamptz;
alter table completions add check (due_at is null or payment in ('claimable', 'deferred'));
update completions c set payment = 'claimable'
where not exists (
  select from grants g
  where g.user_id = c.user_id and g.quest_id = c.quest_id and g.ordinal = c.ordinal);
alter table completions drop constraint completions_pkey;
alter table completions add primary key (user_id, quest_id, ordinal, step);
create index completions_due on completions (due_at) where due_at is not null;
create index completions_waiting on completions (user_id, quest_id) where payment = 'claimable';

alter table grants add column step smallint not null default 0;
alter table grants drop constraint grants_completion;
alter table grants add constraint grants_completion unique (user_id, quest_id, ordinal, step);
alter table grants add foreign key (user_id, quest_id, ordinal, step)
  references completions (user_id, quest_id, ordinal, step);

-- What payments have taken of each limit. A row is changed by payments only, in their transaction.
create table limit_uses (
  quest_id uuid not null,
  -- '' for the quest as a whole.
  user_id text collate "C" not null,
  -- What is limited: scope, measure and period, which a limit keeps over versions of its quest.
  limit_key text not null,
  -- The day, week or month; '' for a lifetime.
  period text not null,
  used bigint not null,
  -- The limit in force at the last payment.
  max bigint not null,
  primary key (quest_id, user_id, limit_key, period),
  check (used between 1 and max)
);

-- Each user's own time zone, as the latest event that named one had it.
create table user_time_zones (
  user_id text collate "C" primary key,
  timezone text not null,
  time timestamptz not null
);
