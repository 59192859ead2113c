-- The trace of what a notification tells of (W3C Trace Context), for the span of its sending.
alter table notifications add column traceparent text;
