/* Owns one exchange of the outbox with the server: marks the request as ours, learns the server's time from the answer, and sorts what came
   back. What is no answer of our own server stops the whole run; what the server cannot take just now stops one row. */

import { serverMoment } from './clock.js'
import { verdict } from './answer.js'

/** Stops a run: no network or not our server ('offline'), no session ('sign_in'), somebody else signed in ('other_person'). */
export class Halt extends Error {
  constructor(kind, why = '') {
    super(why || kind)
    this.kind = kind
  }
}

/** Stops one row: it was not taken this time. `patient`: for no fault of its own. */
export class Later extends Error {
  constructor(fault, patient = false) {
    super(fault?.code || 'later')
    this.fault = fault
    this.patient = patient
  }
}

/** send(path, {method, headers, body, onProgress}) → verdict of the answer: accepted, photos, offset or attention; throws Halt or Later. What
    is handed in names `personId`: who is signed in may change during a run, and the server refuses (401) what is not theirs. */
export function sender(request, clock, personId) {
  return async (path, { headers = {}, ...rest } = {}) => {
    const sentMs = clock.wall()
    const mine = rest.method === 'PUT' ? { 'X-Lantian-For': String(personId) } : {}
    const ours = { 'X-Lantian': '1', 'X-Lantian-Device-Time': new Date(sentMs).toISOString(), ...mine, ...headers }
    const answer = await request(path, { headers: ours, ...rest }).catch((error) => {
      throw new Halt('offline', String(error))
    })
    const found = verdict(answer.status, answer.body)
    if (found.kind === 'foreign') throw new Halt('offline', 'foreign')
    learn(clock, answer, sentMs)
    if (found.kind === 'sign_in') throw new Halt('sign_in')
    if (found.kind === 'retry') throw new Later(found.problem, found.patient)
    return found
  }
}

function learn(clock, answer, sentMs) {
  const [serverMs, roughMs] = serverMoment(answer)
  clock.learn(serverMs, sentMs, clock.wall(), roughMs)
}

/** Ask our own server who would be handing in; rows belong to who recorded them. */
export async function confirmPerson(send, personId) {
  const nonce = String(Math.random()).slice(2)
  const { kind, facts } = await send(`/api/ping?nonce=${nonce}`).catch(asOffline)
  if (kind !== 'accepted' || facts.nonce !== nonce) throw new Halt('offline', 'foreign')
  if (facts.person.id !== personId) throw new Halt('other_person')
}

function asOffline(error) {
  throw error instanceof Later ? new Halt('offline', error.message) : error
}

/** The server's public keys, or null where it has none to give. */
export async function askKeys(send) {
  const answer = await send('/api/keys').catch((error) => {
    if (error instanceof Later) return {}
    throw error
  })
  return answer.facts?.keys ?? null
}
