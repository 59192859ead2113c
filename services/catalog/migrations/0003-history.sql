-- Tables that are in use are replaced: stop the catalog's processes before this runs.

-- The command side keeps what was decided, and nothing else: a quest or a reward is the fold of its
-- changes. What was there is carried over as the changes that would have led to it.
create table history (
  -- Of all changes, in the order of their commits and without gaps.
  position bigint primary key check (position >= 1),
  id uuid not null unique,
  aggregate text not null check (aggregate in ('quest', 'reward')),
  aggregate_id uuid not null,
  revision integer not null check (revision >= 1),
  type text not null,
  data jsonb not null,
  author_kind text not null check (author_kind in ('user', 'api_key', 'system')),
  author_id text,
  reason text,
  occurred_at timestamptz not null,
  constraint history_revision unique (aggregate_id, revision),
  constraint history_reward_pays check (
    type not in ('RewardCreated', 'RewardEdited') or (data -> 'reward' ->> 'reward_qty')::bigint >= 1
  )
);

create table history_end (
  single boolean primary key default true check (single),
  position bigint not null
);

-- Where each quest and reward stands, to be locked, and what must be unique or looked up across them.
-- The collation is named because a database whose locale is C folds ASCII letters only.
create table aggregates (
  id uuid primary key,
  aggregate text not null check (aggregate in ('quest', 'reward')),
  revision integer not null,
  -- Null once it is gone: another may have its name then.
  name text check (name = btrim(name) and length(name) between 1 and 255),
  -- What a published quest demands of others; null for drafts and rewards.
  unlock jsonb,
  constraint aggregates_revision_exists foreign key (id, revision)
    references history (aggregate_id, revision) deferrable initially deferred
);

create unique index aggregates_name on aggregates (aggregate, lower(name collate "pg_c_utf8"));
create index aggregates_published on aggregates (id) where unlock is not null;

-- The first answer to a command that may be sent again.
create table idempotency_keys (
  caller text not null,
  key text not null,
  fingerprint text not null,
  answer jsonb,
  created_at timestamptz not null,
  primary key (caller, key)
);

create index idempotency_keys_age on idempotency_keys (created_at);

create function pg_temp.iso(at timestamptz) returns text language sql immutable
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create temporary table carried on commit drop as
with reward_rows as (
  select r.*, jsonb_build_object(
    'id', r.id, 'reward_name', r.reward_name, 'reward_item', r.reward_item,
    'reward_qty', r.reward_qty, 'created_at', pg_temp.iso(r.created_at),
    'updated_at', pg_temp.iso(r.updated_at)) as shown
  from rewards r
),
changes as (
  select r.id as aggregate_id, 'reward' as aggregate, 1 as number, r.created_at as occurred_at,
    'RewardCreated' as type, jsonb_build_object('reward', r.shown) as data
  from reward_rows r
  union all
  select q.id, 'quest', v.version, v.published_at,
    case q.state when 'draft' then 'QuestDrafted' else 'QuestPublished' end,
    jsonb_build_object(
      'quest_id', q.id, 'name', q.name, 'description', q.description, 'category', q.category,
      'definition', v.definition, 'in_flight', v.in_flight,
      'short_form', case when v.reward_id is not null then jsonb_build_object(
        'streak', v.streak,
        'reward', r.shown || jsonb_build_object(
          'reward_item', v.reward_item, 'reward_qty', v.reward_qty)) end)
    || case q.state when 'draft' then '{}'::jsonb else jsonb_build_object(
      'version', v.version, 'state', 'active', 'published_at', pg_temp.iso(v.published_at)) end
  from quests q
  join quest_versions v on v.quest_id = q.id
  left join reward_rows r on r.id = v.reward_id
  union all
  select q.id, 'quest', q.current_version + 1, q.updated_at,
    case q.state when 'paused' then 'QuestPaused' else 'QuestArchived' end,
    jsonb_build_object('quest_id', q.id, 'version', q.current_version, 'state', q.state)
  from quests q
  where q.state in ('paused', 'archived')
)
select row_number() over (order by occurred_at, aggregate desc, aggregate_id, number) as position,
  gen_random_uuid() as id, *,
  row_number() over (partition by aggregate_id order by number) as revision
from changes;

insert into history (position, id, aggregate, aggregate_id, revision, type, data, author_kind, occurred_at)
select position, id, aggregate, aggregate_id, revision, type, data, 'system', occurred_at
from carried;

insert into history_end (position) select coalesce(max(position), 0) from history;

insert into aggregates (id, aggregate, revision, name, unlock)
select r.id, 'reward', 1, r.reward_name, null from rewards r
union all
select q.id, 'quest', (select max(revision) from carried where aggregate_id = q.id), q.name,
  case q.state when 'draft' then null else coalesce(v.definition -> 'unlock', '{}') end
from quests q
join quest_versions v on v.quest_id = q.id and v.version = q.current_version;

-- Told again, with what readers now order changes by.
insert into outbox (event)
select jsonb_build_object(
  'specversion', '1.0', 'id', id, 'source', 'questline/catalog', 'type', type,
  'subject', aggregate_id, 'time', pg_temp.iso(occurred_at),
  'data', data || jsonb_build_object('revision', revision, 'change', jsonb_build_object(
    'position', position, 'author', jsonb_build_object('kind', 'system', 'id', null),
    'reason', null)))
from carried
order by position;

drop table quests, quest_versions, rewards cascade;
drop function refuse_quest_version_change;

create function refuse_history_change() returns trigger language plpgsql as $$
begin
  raise exception 'the history never changes' using errcode = 'restrict_violation';
end $$;

create trigger history_append_only before update or delete or truncate on history
  for each statement execute function refuse_history_change();
