-- Who is on which version of a quest, for whoever is about to change it.
create index user_quest_rewards_by_quest on user_quest_rewards (quest_id, quest_version);
