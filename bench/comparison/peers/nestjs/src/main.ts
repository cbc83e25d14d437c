import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
// Above the 60 s that load balancers keep idle connections, as Node's own 5 s ends them under a publisher that pauses.
app.getHttpServer().keepAliveTimeout = 65_000;
await app.listen(Number(process.env.PORT), '127.0.0.1');
