-- What the query side shows, fed by events alone. Every row belongs to a generation of the views: one is
-- live, another may be built beside it from the whole history and then take its place in one step.
create table generations (
  number integer primary key,
  -- Every change up to here is in it.
  position bigint not null default 0 check (position >= 0)
);

-- Its row is what projectors, and a rebuild that takes over, lock.
create table projection (
  single boolean primary key default true check (single),
  live integer not null references generations (number)
);

insert into generations (number) values (1);
insert into projection (live) values (1);

-- Changes that came before their turn.
create table early_events (
  position bigint primary key,
  event jsonb not null
);

create table quests (
  generation integer not null,
  id uuid not null,
  name text not null,
  folded_name text not null,
  category text,
  state text not null check (state in ('draft', 'active', 'paused', 'archived')),
  starts_at timestamptz,
  ends_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  words tsvector not null,
  -- The quest itself, as answers are made of it.
  quest jsonb not null,
  primary key (generation, id)
);

-- Not unique: a batch may hand a name from one quest to another. The command side sees to that.
create index quests_name on quests (generation, folded_name);
create index quests_state on quests (generation, state, id);
create index quests_category on quests (generation, category, id);
create index quests_words on quests using gin (words);

create table rewards (
  generation integer not null,
  id uuid not null,
  reward jsonb not null,
  primary key (generation, id)
);

create table quest_changes (
  generation integer not null,
  quest_id uuid not null,
  revision integer not null,
  change jsonb not null,
  primary key (generation, quest_id, revision)
);
