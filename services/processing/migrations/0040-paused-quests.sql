-- When quests were paused and resumed, by what the catalog says: what of a streak was no miss. A change
-- may be told of twice and in any order; `revision` has their order.
create table quest_state_changes (
  quest_id uuid not null,
  revision bigint not null,
  state text not null check (state in ('active', 'paused', 'archived')),
  at timestamptz not null,
  primary key (quest_id, revision)
);

-- Events that came while a quest that counts their type was paused, until they are counted for it or
-- past counting. A row is written with its event and deleted by the transaction that counts it.
create table paused_events (
  quest_id uuid not null,
  user_id text collate "C" not null,
  seq bigint generated always as identity,
  time timestamptz not null,
  event jsonb not null,
  primary key (quest_id, user_id, seq)
);
create index paused_events_time on paused_events (time);
alter table paused_events set (autovacuum_vacuum_scale_factor = 0.02);
