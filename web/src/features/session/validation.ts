const passwordLengthMin = 8;
const passwordLengthMax = 128;
const nameLengthMax = 255;

// Looks for a slip of the hand; whether the address is a good one is for the server to say.
const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

type Fault = string | null;

export const userNameFault = (value: string): Fault => {
  if (value.trim() === '') return 'User name is required';
  return value.trim().length > nameLengthMax ? 'User name is too long' : null;
};

export const identityFault = (value: string): Fault =>
  value.trim() === '' ? 'User name or e-mail is required' : null;

export const optionalEmailFault = (value: string): Fault =>
  value.trim() === '' || emailShape.test(value.trim()) ? null : 'Invalid email address';

export const passwordFault = (value: string): Fault =>
  value === '' ? 'Password is required' : null;

export const newPasswordFault = (value: string): Fault => {
  if (value === '') return 'Password is required';
  if (value.length < passwordLengthMin) return 'Password must be at least 8 characters';
  return value.length > passwordLengthMax ? 'Password must be at most 128 characters' : null;
};

export const confirmationFault = (value: string, password: string): Fault =>
  value === password ? null : "The passwords don't match";
