-- Names are unique without regard to case. The collation is named because a database whose locale is C
-- folds ASCII letters only.
create table rewards (
  id uuid primary key,
  reward_name text not null check (reward_name = btrim(reward_name) and length(reward_name) between 1 and 255),
  reward_item text not null check (reward_item = btrim(reward_item) and length(reward_item) between 1 and 64),
  reward_qty integer not null check (reward_qty >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index rewards_name on rewards (lower(reward_name collate "pg_c_utf8"));

create table quests (
  id uuid primary key,
  name text not null check (name = btrim(name) and length(name) between 1 and 255),
  description text,
  state text not null check (state in ('draft', 'active', 'paused', 'archived')),
  current_version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index quests_name on quests (lower(name collate "pg_c_utf8"));

-- What was published, for good. The reward's item and quantity are copied in, so that a later change to
-- the reward changes nothing published.
create table quest_versions (
  quest_id uuid not null references quests (id),
  version integer not null check (version >= 1),
  definition jsonb not null,
  reward_id uuid not null references rewards (id),
  reward_item text not null,
  reward_qty integer not null check (reward_qty >= 1),
  auto_claim boolean not null,
  streak integer not null check (streak >= 1),
  duplication integer not null check (duplication >= 1),
  published_at timestamptz not null,
  primary key (quest_id, version)
);

create index quest_versions_reward on quest_versions (reward_id);

-- Deferred, because a quest and its first version need each other.
alter table quests add constraint quests_current_version_exists
  foreign key (id, current_version) references quest_versions (quest_id, version)
  deferrable initially deferred;

create function refuse_quest_version_change() returns trigger language plpgsql as $$
begin
  raise exception 'a published quest version never changes' using errcode = 'restrict_violation';
end $$;

create trigger quest_versions_immutable before update or delete or truncate on quest_versions
  for each statement execute function refuse_quest_version_change();
