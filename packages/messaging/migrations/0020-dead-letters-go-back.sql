-- The only subscription that an event is for, as when a dead letter is replayed; null, all that want it.
alter table outbox add column subscription text;

-- Messages that were no events are dead letters too, stored as they came.
alter table dead_letters alter column event drop not null;
alter table dead_letters add column body bytea;
alter table dead_letters add constraint dead_letters_content check (num_nonnulls(event, body) = 1);

create unique index dead_letters_body on dead_letters (subscription, md5(body)) where body is not null;
