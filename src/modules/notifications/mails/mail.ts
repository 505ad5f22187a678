/** A mail about an account; instants are RFC 3339. */
export type AccountMail =
  | { kind: 'verify_email'; name: string; token: string; expiresAt: string }
  /** Somebody tried to register with an address that has an account. */
  | { kind: 'already_registered'; name: string }
  | { kind: 'reset_password'; name: string; token: string; expiresAt: string }
  | { kind: 'password_changed'; name: string; at: string }
  | { kind: 'new_device'; name: string; at: string; device: string; address: string };

/** Any mail: its kind, and everything that its text needs. */
export type Mail = AccountMail;

/** A mail and whom it goes to. */
export interface AddressedMail {
  readonly to: string;
  readonly mail: Mail;
}
