import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ReferenceColumn, TimestampColumn } from '../../../platform/database/columns.js';
import { SealedColumn } from '../../../platform/encryption/sealed-column.js';

/** A sign-in at another provider that is under way in some browser. */
@Entity('identity_oidc_flows')
export class OidcFlow {
  /** SHA-256 in hex, of the state and of the cookie of the browser. */
  @PrimaryColumn({ type: 'char', length: 64 })
  id: string;

  @Column({ type: 'varchar', length: 32 })
  provider: string;

  /** The PKCE verifier and the nonce as JSON, sealed. */
  @SealedColumn()
  secrets: string;

  @TimestampColumn()
  expiresAt: Date;
}

/** The account of somebody whom a provider knows. */
@Entity('identity_oidc_links')
export class OidcLink {
  /** SHA-256 in hex, of the issuer and the subject. */
  @PrimaryColumn({ type: 'char', length: 64 })
  id: string;

  @Column({ type: 'varchar', length: 255 })
  issuer: string;

  @Column({ type: 'varchar', length: 255 })
  subject: string;

  @ReferenceColumn()
  userId: string;

  @TimestampColumn()
  createdAt: Date;
}
