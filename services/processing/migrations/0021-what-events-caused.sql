-- The event of an identity, by its place in the order of arrival; null for what was stored before.
alter table event_identities add column seq bigint;
-- What the event did when it arrived, for who sends it again; null where it did nothing. JSON as text: the
-- database never looks into it, and would take as long to read it as to store it.
alter table events add column caused text;
