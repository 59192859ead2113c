-- Who did what, on what, from where and when: sign-ins, refusals, and every act of an administrator in any
-- service. Rows refer to nothing: they outlive what they name.
create table audit_log (
  sequence bigint generated always as identity primary key,
  -- Of an act in another service, the id of the event that reported it: each is stored once.
  id uuid not null constraint audit_log_id unique,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('account', 'key', 'system')),
  -- Null for a caller that nobody knows.
  actor_id text,
  actor_name text,
  action text not null check (length(action) between 1 and 64),
  object_kind text not null check (length(object_kind) between 1 and 64),
  object_id text,
  reason text,
  address text,
  before jsonb,
  after jsonb
);

create index audit_log_actor on audit_log (actor_id, sequence);
create index audit_log_object on audit_log (object_id, sequence);

create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();
