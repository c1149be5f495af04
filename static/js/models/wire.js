/* Owns one request over the network and its answer as {status, body, date}: body is JSON or null for anything else. fetch for what is
   small; XMLHttpRequest for a photo, because only it says how many bytes have left. A line on which nothing moves is given up: a phone
   between two cells keeps dead connections for minutes. Must not know what an answer means. */

// Nothing sent and nothing heard for this long: the line is dead.
const SILENCE_MS = 45000

/** Send; `onProgress(bytes)` is told how much of the body has left. Rejects where no whole answer came, or came from another address. */
export function request(path, { method = 'GET', headers = {}, body, onProgress } = {}) {
  return onProgress ? upload(path, { method, headers, body, onProgress }) : plain(path, { method, headers, body })
}

async function plain(path, { method, headers, body }) {
  const control = new AbortController()
  const timer = setTimeout(() => control.abort(), SILENCE_MS)
  try {
    const response = await fetch(path, {
      method,
      headers,
      body,
      redirect: 'error',
      cache: 'no-store',
      credentials: 'same-origin',
      signal: control.signal,
    })
    return { status: response.status, date: response.headers.get('Date'), body: parsed(await response.text()) }
  } finally {
    clearTimeout(timer)
  }
}

function upload(path, { method, headers, body, onProgress }) {
  return new Promise((resolve, reject) => {
    const line = new XMLHttpRequest()
    let timer = 0
    const alive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => line.abort(), SILENCE_MS)
    }
    const lost = () => reject(new TypeError('the line was lost'))
    line.open(method, path)
    for (const [name, value] of Object.entries(headers)) line.setRequestHeader(name, value)
    line.upload.addEventListener('progress', ({ loaded }) => {
      alive()
      onProgress(loaded)
    })
    line.addEventListener('loadend', () => clearTimeout(timer))
    line.addEventListener('error', lost)
    line.addEventListener('abort', lost)
    line.addEventListener('load', () => resolve(answerOf(line, path)))
    alive()
    // As a Blob, because Chromium keeps bytes that were sent bare in the page for good: 100 photos of 3 MB made it 350 MB, so 38 MB.
    line.send(new Blob([body]))
  })
}

/** An XMLHttpRequest follows redirects by itself: what comes from another address is nobody's answer. */
function answerOf(line, path) {
  const here = line.responseURL === new URL(path, document.baseURI).href
  return { status: line.status, date: line.getResponseHeader('Date'), body: here ? parsed(line.responseText) : null }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
