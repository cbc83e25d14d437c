import { Body, Controller, HttpCode, type MessageEvent, Post, Query, Sse } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { filter, fromEvent, map, type Observable } from 'rxjs';

interface PublishedEvent {
  topic: string;
  attributes: Record<string, string>;
  data: string;
}

/**
 * The tutorials' way: each client is a listener, which compares each event with the client's query parameter.
 * Unlike many of them this one does not leak: fromEvent removes the listener when the client leaves.
 */
@Controller()
export class AppController {
  constructor(private readonly emitter: EventEmitter2) {}

  @Sse('sse')
  sse(@Query('topic') topic: string, @Query('lane') lane: string): Observable<MessageEvent> {
    return (fromEvent(this.emitter, topic) as Observable<PublishedEvent>).pipe(
      filter((event) => event.attributes.lane === lane),
      map((event) => ({ data: event.data })),
    );
  }

  @Post('events')
  @HttpCode(200)
  publish(@Body() event: PublishedEvent): void {
    this.emitter.emit(event.topic, event);
  }
}
