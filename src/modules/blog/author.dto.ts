import { IdField, TextField } from '../../platform/http/fields.js';

/** Who wrote something. */
export class AuthorView {
  @IdField()
  id: string;

  @TextField({ example: 'Mara Lindqvist' })
  name: string;
}
