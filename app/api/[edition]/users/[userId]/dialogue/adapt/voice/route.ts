/** Adapt Voice by the path that its sister for faces has (I). */
export { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from '../../../adapt/voice/route'
