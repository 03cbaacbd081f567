import { type GuestWorkshop } from '../../../api';
import { post, setCsrfToken } from '../../../api/client';

/** Lets this device into a workshop. It keeps a cookie; who opens the link again comes back as the same. */
export async function join(by: { token: string } | { code: string }, name: string): Promise<GuestWorkshop> {
  const state = await post<GuestWorkshop>('workshops/join', { ...by, ...(name.trim() === '' ? {} : { name: name.trim() }) });
  setCsrfToken(state.csrf_token);
  return state;
}
