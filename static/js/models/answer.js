/* Owns what an answer of a server means for the outbox. Mirrors docs/protocol.md and domain/problems.py. Only our own marked 200 or 201
   means that something was received: a captive portal, a proxy or half an answer never does. */

// The server says of these that the same bytes, sent again, may well arrive whole; the rest of 4xx wants a person.
const RETRIED_CODES = ['photo_cut_short', 'photo_mismatch', 'record_cut_short']
const RETRIED_STATUS = [408, 425, 429]
// The server's own trouble: no number of tries makes it the fault of what was sent.
const PATIENT_STATUS = [...RETRIED_STATUS, 503, 507]

/** {kind, …}: accepted (facts), sign_in, photos (hashes to send again), offset (where to go on), attention (a person must look),
    retry (patient: the server's own trouble), or foreign (not us). */
export function verdict(status, body) {
  if (body?.lantian !== 1) return { kind: 'foreign' }
  if (status === 200 || status === 201) return { kind: 'accepted', facts: body }
  const fault = body.problem || {}
  if (status === 401) return { kind: 'sign_in' }
  if (fault.code === 'photos_missing') return { kind: 'photos', hashes: fault.photos_missing || [], problem: fault }
  if (fault.code === 'photo_offset') return { kind: 'offset', offset: Number(fault.offset) || 0, problem: fault }
  const again = status >= 500 || RETRIED_STATUS.includes(status) || RETRIED_CODES.includes(fault.code)
  return { kind: again ? 'retry' : 'attention', patient: PATIENT_STATUS.includes(status), problem: fault }
}
