-- A quest in the full form names no reward and no streak of the short form.
alter table quests add column category text check (category = btrim(category) and length(category) between 1 and 64);

alter table quest_versions
  add column in_flight text not null default 'migrate'
    check (in_flight in ('keep_old_version', 'migrate', 'restart')),
  alter column reward_id drop not null,
  alter column reward_item drop not null,
  alter column reward_qty drop not null,
  alter column streak drop not null,
  add constraint quest_versions_form check (
    num_nonnulls(reward_id, reward_item, reward_qty, streak) in (0, 4)
  );
