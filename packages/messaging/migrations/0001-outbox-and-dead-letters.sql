-- Events a service has decided to send. The relay deletes a row once the bus has accepted it.
create table outbox (
  seq bigint generated always as identity primary key,
  event jsonb not null,
  created_at timestamptz not null default now()
);

-- Wakes the relay at commit, once for each statement however many rows it inserts.
create function notify_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox', '');
  return null;
end $$;

create trigger outbox_inserted after insert on outbox
  for each statement execute function notify_outbox();

-- Events a subscription of this service could not handle, each with its reason.
create table dead_letters (
  id bigint generated always as identity primary key,
  subscription text not null,
  event jsonb not null,
  reason text not null,
  created_at timestamptz not null default now()
);

create unique index dead_letters_identity
  on dead_letters (subscription, (event ->> 'source'), (event ->> 'id'));
