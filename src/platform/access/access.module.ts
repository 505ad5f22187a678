import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { BearerStrategy } from './bearer.strategy.js';

/** Who the caller is. Needs an `AccessTokens` provider, which the composition binds. */
@Module({ imports: [PassportModule], providers: [BearerStrategy] })
export class AccessModule {}
