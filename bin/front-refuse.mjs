/** What the front answers itself: each refusal in the envelope of the contract that its path belongs to. */
import { isApi, isDocument, isEdge, isEvents, isFaceHost, isLegacy, isRealm, isWallet } from './front-target.mjs'

const lastWordsMs = 2_000

export const busy = {
  status: 503,
  code: 'BUSY',
  reason: 'temporarily_unavailable',
  legacyCode: 'PROBLEM_OCURRED_REPEAT_REQUEST',
  message: 'Too many requests are in progress; try again in a moment.',
  headers: { 'retry-after': '1' },
}

export const notFound = {
  status: 404,
  code: 'NOT_FOUND',
  legacyCode: 'NOT_FOUND',
  message: 'There is no such address.',
}

export const notAllowed = (methods) => ({
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  legacyCode: 'METHOD_NOT_ALLOWED',
  message: 'This method is not served here.',
  headers: { allow: methods.join(', ') },
})

/** The legacy contract knows no 413: a file over its limit is no file (2.4), and nothing but a file is ever that large. */
export const tooLarge = (limit, legacyCode = 'NO_FILE_OR_INVALID_FORMAT') => ({
  status: 413,
  code: 'TOO_LARGE',
  // Nothing but a selfie is ever that large.
  reason: 'selfie_too_large',
  legacyStatus: 400,
  legacyCode,
  documentCode: legacyCode.replace('NO_FILE_OR_INVALID_FORMAT', 'NO_FILES_OR_INVALID_FORMATS'),
  message: `A request to this address may carry at most ${limit} bytes.`,
})

/** The rest of the body may still come, so the connection cannot be used again. */
export const tooSlow = {
  status: 408,
  code: 'TIMEOUT',
  legacyCode: 'PROBLEM_OCURRED_REPEAT_REQUEST',
  message: 'The body of the request did not arrive in time.',
  headers: { connection: 'close' },
}

export const noForm = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The form does not say where its parts end.',
}

export const foreignForm = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This form was sent from a page of another site.',
}

export const brokenForm = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'This is not a form of this page; load the page again.',
}

/** The header tells a page of an older build that it should be loaded again. */
export const noAction = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'This form is from another version of the page; load the page again.',
  headers: { 'x-nextjs-action-not-found': '1' },
}

/**
 * Answers a program in JSON and a page in a line of text. What still arrives is thrown away for a while, because a client
 * that is cut off while sending often never reads the answer.
 */
export function refuse(request, response, path, refusal) {
  if (response.headersSent) return void request.destroy()
  const { legacyStatus = refusal.status } = refusal
  const status = isLegacy(path) ? legacyStatus : refusal.status
  const { type, text } = envelope(path, refusal, request.headers['x-request-id'])
  response.writeHead(status, {
    ...refusal.headers,
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
  request.resume()
  setTimeout(() => request.readableEnded || request.destroy(), lastWordsMs).unref()
}

function envelope(path, { status, code, reason = code.toLowerCase(), legacyCode, documentCode, message }, requestId) {
  // Exactly this type is what Next's forms take the message from.
  if (!isApi(path)) return { type: 'text/plain', text: message }
  const body = isLegacy(path)
    ? { status: false, data: { message: (isDocument(path) && documentCode) || legacyCode } }
    : path.startsWith('/api/graphql')
      ? { errors: [{ message, extensions: { code, requestId } }] }
      : isEdge(path)
        ? { reason: code.toLowerCase(), message, request_id: requestId }
        : isWallet(path)
          ? { code: code.toLowerCase(), message, requestId }
          : isFaceHost(path)
            ? { meta: { ok: false, code: status, mode: 'prod', message } }
            : isEvents(path)
              ? { reason, message, request_id: requestId }
              : isRealm(path)
                ? { error: status >= 500 ? 'server_error' : 'invalid_request', error_description: message }
                : { error: { code, message, requestId } }
  return { type: 'application/json; charset=utf-8', text: JSON.stringify(body) }
}
