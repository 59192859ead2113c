-- status: 0 before the first sign-in, 1 after it, 2 banned. first_signed_in_at outlives a ban, so that
-- a user who is let in again is not new a second time.
create table users (
  id uuid primary key,
  user_name text not null,
  email text,
  full_name text,
  password_hash text not null,
  timezone text not null,
  is_superuser boolean not null default false,
  status smallint not null default 0 check (status in (0, 1, 2)),
  first_signed_in_at timestamptz,
  created_at timestamptz not null,
  constraint users_status_tells_first_sign_in
    check (status = 2 or (status = 1) = (first_signed_in_at is not null))
);

create unique index users_user_name on users (lower(user_name));
create unique index users_email on users (lower(email));

-- Everything one can type to sign in, normalised. One key space for names and e-mails: nobody can
-- take a name that reads as somebody else's e-mail.
create table sign_in_names (
  name text primary key,
  user_id uuid not null references users on delete cascade
);

create index sign_in_names_user on sign_in_names (user_id);

-- A live session. token_id is the jti of its newest access token; the one before is kept so that
-- parallel tabs may still refresh with it for a moment. An ended session has no row.
create table sessions (
  user_id uuid not null references users on delete cascade,
  id uuid not null,
  token_id uuid not null,
  previous_token_id uuid,
  rotated_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (user_id, id)
);

-- Keys that access tokens are signed with, as private JWKs. At most one is active: two processes that
-- start at once end with the same one.
create table signing_keys (
  kid text primary key,
  private_jwk jsonb not null,
  active boolean not null,
  created_at timestamptz not null
);

create unique index signing_keys_one_active on signing_keys (active) where active;
