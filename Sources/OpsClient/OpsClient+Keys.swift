import NIOHTTP1
import OpsCore

/// Administration of keys: an admin on the socket, or a key and the admin key.
extension OpsClient {
    /// Every key that is known; never a key nor its hash.
    public func keys() async throws(OpsClientError) -> [KeyStatus] { try await call(.GET, "/v1/keys") }

    /// Makes a key; the answer alone shows it.
    public func createKey(_ wish: KeyCreation) async throws(OpsClientError) -> IssuedKey {
        try await call(.POST, "/v1/keys", body: wish)
    }

    /// Makes a key's successor; the old one works until its grace is over.
    public func rotateKey(id: String, _ wish: KeyRotation = KeyRotation()) async throws(OpsClientError) -> IssuedKey {
        try await call(.POST, "/v1/keys/\(Self.escaped(id))/rotate", body: wish)
    }

    /// The key no longer works until it is resumed.
    public func pauseKey(id: String) async throws(OpsClientError) -> KeyStatus {
        try await call(.POST, "/v1/keys/\(Self.escaped(id))/pause")
    }

    /// A paused key works again.
    public func resumeKey(id: String) async throws(OpsClientError) -> KeyStatus {
        try await call(.POST, "/v1/keys/\(Self.escaped(id))/resume")
    }

    /// The key never works again.
    public func revokeKey(id: String) async throws(OpsClientError) -> KeyStatus {
        try await call(.POST, "/v1/keys/\(Self.escaped(id))/revoke")
    }

    /// The tenants with their states and key counts.
    public func tenants() async throws(OpsClientError) -> [TenantStatus] { try await call(.GET, "/ops/tenants") }
}
