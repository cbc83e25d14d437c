// Publishes with Node's fetch: node publish.mjs URL KEY EVENT, where the event, or an array of them, is JSON
const TRY_MS = 240_000 // four minutes: the hub remembers a key for five

/** Resolves to the hub's answer, {id} or {ids}. Rejects if it refuses the event, or cannot be reached for long. */
export async function publish(url, key, event, headers = {}) {
  const end = Date.now() + TRY_MS
  for (let pause = 250; ; pause = Math.min(2 * pause, 10_000)) {
    let failure
    let wait = pause * (0.5 + Math.random())
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(30_000)
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text)
      failure = Object.assign(new Error(`${response.status} ${text}`), { status: response.status })
      wait = Math.max(wait, 1_000 * Number(response.headers.get('Retry-After') ?? 0))
    } catch (unanswered) {
      failure = unanswered // it may have been published: the same key again tells
    }
    const refused = failure.status < 500 && failure.status !== 408 && failure.status !== 429
    if (refused || Date.now() + wait > end) throw failure
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

const [url, key, event] = process.argv.slice(2)
try {
  console.log(JSON.stringify(await publish(url, key, JSON.parse(event))))
} catch (failure) {
  console.error('refused:', failure.message)
  process.exitCode = 1
}
