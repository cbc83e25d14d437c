// Follows a stream with the npm package eventsource: node follow.mjs URL
import { EventSource } from 'eventsource'

/** An EventSource that loses nothing before its first event either, and that a proxy's 502 does not end. */
export function follow(url, headers = {}) {
  let first
  return new EventSource(url, {
    async fetch(input, init) {
      // The header of the EventSource wins: it knows the id of the last event, but none before there was one.
      const response = await fetch(input, {
        ...init,
        headers: { ...headers, ...(first && { 'Last-Event-ID': first }), ...init.headers }
      })
      if (response.status === 408 || response.status === 429 || response.status >= 500) {
        throw new Error(`status ${response.status}`) // it tries again; with any other status than 200 it is closed
      }
      if (first || !response.ok) return response
      const [stream, ahead] = response.body.tee()
      first = await firstId(ahead)
      return new Response(stream, { status: response.status, headers: response.headers })
    }
  })
}

/** The id of the first block, for which no event is fired. */
async function firstId(stream) {
  let text = ''
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  for (let part; !text.includes('\n\n') && !(part = await reader.read()).done; ) {
    text += decoder.decode(part.value, { stream: true })
  }
  reader.cancel()
  return text.match(/^id: (.+)\n/)?.[1]
}

const source = follow(process.argv[2])
const print = ({ lastEventId, type, data }) => console.log(lastEventId, type, data)
source.onmessage = print
source.addEventListener('note', print)
source.addEventListener('tidings.gap', print)
source.onerror = ({ code, message }) => {
  if (source.readyState === EventSource.CLOSED) {
    console.error('refused:', code, message)
    process.exitCode = 1
  }
}
