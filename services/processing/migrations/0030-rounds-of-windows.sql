-- The ordinal of a step is the number of its round, of which recurring windows have more than the quest
-- has completions. Rows that are there already fulfil it.
alter table completions drop constraint completions_check;
alter table completions add constraint completions_ordinal
  check (ordinal >= 1 and (step > 0 or ordinal <= duplication_limit)) not valid;
