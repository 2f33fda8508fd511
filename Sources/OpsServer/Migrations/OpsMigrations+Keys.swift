import OpsStorage

extension OpsMigrations {
    /// Keys: those of the store with salt and digest; rows without these say what was decided about a key that the
    /// environment or a file sets. `key_index` holds the one secret under which keys are indexed.
    static let keys = Migration(
        number: 5, name: "keys",
        up: [
            """
            CREATE TABLE keys (
                id TEXT PRIMARY KEY NOT NULL, holder TEXT NOT NULL, scope TEXT NOT NULL, source TEXT NOT NULL,
                salt TEXT UNIQUE, digest TEXT UNIQUE, state TEXT NOT NULL, created_at_ms BIGINT, expires_at_ms BIGINT,
                grace_until_ms BIGINT, last_used_at_ms BIGINT, successor_id TEXT, ended_at_ms BIGINT,
                CHECK ((salt IS NULL) = (digest IS NULL)))
            """,
            "CREATE INDEX keys_holder ON keys (holder, id)",
            """
            CREATE TABLE key_index (
                id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1), secret TEXT NOT NULL)
            """,
        ],
        down: ["DROP TABLE key_index", "DROP TABLE keys"])
}
