-- What an event has besides an object as its data: null for most. `content` says where its data are when
-- they are no object: none at all, a `value` of JSON, or `bytes` in Base64; `data` is then empty.
alter table events add column envelope jsonb;
