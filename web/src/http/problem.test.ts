import { describe, expect, it } from 'vitest';
import { toProblem } from './problem.ts';

describe('toProblem', () => {
  it('given a problem document, when it is turned, then its detail is what is shown', () => {
    const body = { detail: 'Incorrect username or password', code: 'bad-credentials' };
    const problem = toProblem(400, null, body);
    expect(problem).toMatchObject({ message: body.detail, code: body.code, status: 400 });
  });

  it('given a 422, when it is turned, then each fault is found by the name of its field', () => {
    const errors = [
      { path: 'body.user_name', message: 'taken' },
      { path: '/email', message: 'Invalid email address' },
    ];
    const problem = toProblem(422, null, { detail: 'The body is invalid', errors });
    expect(problem.fields).toEqual({ user_name: 'taken', email: 'Invalid email address' });
  });

  it('given a 429, when it says how long to wait, then so does the message', () => {
    expect(toProblem(429, '30', null).message).toContain('30 seconds');
    expect(toProblem(429, '600', null).message).toContain('10 minutes');
    expect(toProblem(429, null, null).message).toContain('in a while');
  });

  it('given a 503 of a proxy with no body, when it is turned, then there are still words', () => {
    expect(toProblem(503, null, null).message).toMatch(/try again/i);
  });
});
