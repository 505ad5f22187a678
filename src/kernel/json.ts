/** A value that survives JSON unchanged: what may cross a process boundary or be stored as JSON. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object; optional properties are left out when undefined. */
export type JsonObject = { [key: string]: JsonValue | undefined };
