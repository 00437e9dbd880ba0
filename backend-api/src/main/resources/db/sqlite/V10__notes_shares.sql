-- Notes on the time line, and read-only links. Times in milliseconds since 1970 in UTC.

CREATE TABLE note (
  id         TEXT    NOT NULL PRIMARY KEY,
  auction_id TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  noted_at   INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX note_by_auction ON note (auction_id, noted_at);

-- Of a link's token only the SHA-256 is stored.
CREATE TABLE share (
  id         TEXT    NOT NULL PRIMARY KEY,
  auction_id TEXT    NOT NULL REFERENCES auction (id) ON DELETE CASCADE,
  token_hash TEXT    NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  expires_at INTEGER
) WITHOUT ROWID;
CREATE INDEX share_by_auction ON share (auction_id);
