/** Every path of the API that no other route answers: the contract's 404, in its envelope. */
import { legacy } from '../_legacy/legacy'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = legacy({})
