import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AppController } from './app.controller.js';

@Module({
  // 0: any number of listeners, without the warning that there may be a leak.
  imports: [EventEmitterModule.forRoot({ maxListeners: 0 })],
  controllers: [AppController],
})
export class AppModule {}
