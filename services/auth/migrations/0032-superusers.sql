-- Every start looks at all superusers, and never at the users beside them.
create index users_superusers on users (created_at) where is_superuser;
