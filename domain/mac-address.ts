/** MAC addresses as names of devices: compared without regard to case or separator. */
import { z } from 'zod'
import { storableText } from './parse'

/**
 * What operating systems hand out instead of the real address, the same on every device: `02:00:00:00:00:00` on phones since
 * 2014, and the two values that mean "none". Taken for a name, one would give every caller the first caller's user.
 */
const namesNobody = new Set(['020000000000', '000000000000', 'ffffffffffff'])

/** Lower case without separators; undefined where the address names no device. */
export const macAddressSchema = storableText
  .pipe(z.string().max(64))
  .transform((address) => address.toLowerCase().replaceAll(/[\s:.-]/g, ''))
  .transform((address) => (address === '' || namesNobody.has(address) ? undefined : address))
