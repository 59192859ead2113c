-- The projection of the catalog: every version ever published, of which the highest is in force.
create table quest_versions (
  quest_id uuid not null,
  version integer not null check (version >= 1),
  name text not null,
  state text not null check (state in ('draft', 'active', 'paused', 'archived')),
  definition jsonb not null,
  description text,
  published_at timestamptz not null,
  primary key (quest_id, version)
);

-- One row. `revision` grows with every change of quest_versions, so that a cache can tell whether it
-- is current; `synced_at` is null until the catalog has been read once.
create table catalog_projection (
  singleton boolean primary key default true check (singleton),
  revision bigint not null default 0,
  synced_at timestamptz
);
insert into catalog_projection default values;

-- What happened: every event once, unknown types too. `seq` is the order of arrival.
create table events (
  seq bigint generated always as identity primary key,
  source text not null,
  id text not null,
  type text not null,
  user_id text not null,
  time timestamptz not null,
  data jsonb not null,
  -- Why it moved no quest although its type could have: it came too late, or from the future.
  flag text check (flag in ('late', 'future')),
  received_at timestamptz not null default now(),
  constraint events_identity unique (source, id)
);
create index events_by_user on events (user_id, seq);
create unique index events_first_sign_in on events (user_id)
  where type = 'NewUserSignIn' and source = 'questline/auth';

create table user_quest_rewards (
  user_id uuid not null,
  quest_id uuid not null,
  id uuid not null,
  quest_version integer not null,
  -- 0 in progress, 1 claimable, 2 finished
  status smallint not null check (status between 0 and 2),
  streak integer not null check (streak >= 0),
  duplication integer not null check (duplication >= 0),
  claimed integer not null check (claimed between 0 and duplication),
  -- Set by a claim and cleared by the next progress: a repeated claim in between gets the same answer.
  last_claim_id uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (user_id, quest_id)
);

create table completions (
  user_id uuid not null,
  quest_id uuid not null,
  ordinal integer not null,
  quest_version integer not null,
  -- The limit in force at completion: no completion can lie past it.
  duplication_limit integer not null,
  completed_at timestamptz not null,
  primary key (user_id, quest_id, ordinal),
  check (ordinal between 1 and duplication_limit),
  foreign key (quest_id, quest_version) references quest_versions (quest_id, version)
);

create table grants (
  grant_id uuid primary key,
  user_id uuid not null,
  quest_id uuid not null,
  ordinal integer not null,
  lines jsonb not null,
  -- Null when the completion itself claimed it.
  claim_id uuid,
  granted_at timestamptz not null,
  constraint grants_completion unique (user_id, quest_id, ordinal),
  foreign key (user_id, quest_id, ordinal) references completions (user_id, quest_id, ordinal)
);

create table notifications (
  user_id uuid not null,
  id bigint generated always as identity,
  kind text not null,
  data jsonb not null,
  created_at timestamptz not null,
  seen_at timestamptz,
  primary key (user_id, id)
);
create unique index notifications_credit on notifications (user_id, (data ->> 'grant_id'))
  where kind = 'wallet_credited';
