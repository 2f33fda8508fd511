import NIOHTTP1
import OpsCore

extension OpsClient {
    /// Everything a dashboard shows, once. Throws `incompatible` where the versions do not fit.
    public func snapshot() async throws(OpsClientError) -> OpsSnapshot {
        let snapshot: OpsSnapshot = try await call(.GET, "/ops/status")
        try Self.checkVersion(snapshot.server)
        return snapshot
    }

    static func checkVersion(_ server: ServerInfo) throws(OpsClientError) {
        guard server.protocolVersion == ServerInfo.protocolVersion else {
            throw .incompatible(
                server: "\(server.version) (protocol \(server.protocolVersion))",
                client: "protocol \(ServerInfo.protocolVersion)")
        }
    }

    /// Starts a valve command. `idempotencyKey` becomes the command's id: the same call again starts nothing new.
    public func actuate(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String
    ) async throws(OpsClientError) -> CommandStatus {
        try await call(
            .POST, "/valves/\(Self.escaped(id))/actuate", body: request,
            headers: [("idempotency-key", idempotencyKey)], timeout: .seconds(10))
    }

    /// Holds a valve for a command, which ``confirmCommand(id:_:)`` starts.
    public func select(
        valve id: String, _ request: ActuationRequest, idempotencyKey: String
    ) async throws(OpsClientError) -> CommandStatus {
        try await call(
            .POST, "/valves/\(Self.escaped(id))/select", body: request,
            headers: [("idempotency-key", idempotencyKey)], timeout: .seconds(10))
    }

    /// Confirms a held command, if it is what was seen.
    public func confirmCommand(
        id: String, _ seen: CommandConfirmation
    ) async throws(OpsClientError) -> CommandStatus {
        try await call(.POST, "/v1/commands/\(Self.escaped(id))/confirm", body: seen)
    }

    /// Takes a command back whose operate has not left.
    public func cancelCommand(id: String) async throws(OpsClientError) -> CommandStatus {
        try await call(.POST, "/v1/commands/\(Self.escaped(id))/cancel")
    }

    /// A command and what became of it.
    public func command(id: String) async throws(OpsClientError) -> CommandStatus {
        try await call(.GET, "/v1/commands/\(Self.escaped(id))")
    }

    public func valves() async throws(OpsClientError) -> [ValveStatus] { try await call(.GET, "/valves") }

    public func incident(id: Int64) async throws(OpsClientError) -> IncidentStatus {
        try await call(.GET, "/incidents/\(id)")
    }

    public func updateIncident(id: Int64, _ update: IncidentUpdate) async throws(OpsClientError) -> IncidentStatus {
        try await call(.POST, "/incidents/\(id)/update", body: update)
    }

    public func acknowledgeAlert(id: String) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/ack")
    }

    /// Refused with `CONDITION_ACTIVE` while the condition holds.
    public func resolveAlert(id: String) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/resolve")
    }

    /// Puts an alert aside for a time.
    public func shelveAlert(id: String, _ wish: AlertShelving) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/shelve", body: wish)
    }

    /// Announces a shelved alert again.
    public func unshelveAlert(id: String) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/unshelve")
    }

    /// Takes an alert out of service; needs the admin role.
    public func withdrawAlert(id: String, _ wish: AlertWithdrawal) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/out-of-service", body: wish)
    }

    /// Returns an alert to service; needs the admin role.
    public func returnAlert(id: String) async throws(OpsClientError) -> AlertStatus {
        try await call(.POST, "/v1/alerts/\(Self.escaped(id))/return-to-service")
    }

    /// Hands on what Alertmanager told.
    public func takeAlerts(_ notice: AlertmanagerNotice) async throws(OpsClientError) -> AlertsTaken {
        try await call(.POST, "/v1/alerts/webhook", body: notice)
    }

    /// Service level objectives with their error budgets.
    public func objectives() async throws(OpsClientError) -> [SLOStatus] { try await call(.GET, "/v1/slo") }

    /// The alarm rate, a flood, and what is put aside.
    public func alarms() async throws(OpsClientError) -> AlarmLoad { try await call(.GET, "/v1/alarms") }

    /// Re-reads the rule files; needs the admin role.
    public func reloadRules() async throws(OpsClientError) -> RuleReload { try await call(.POST, "/-/reload") }

    /// Re-reads the keys; needs the admin role.
    public func reloadKeys() async throws(OpsClientError) -> KeyReload { try await call(.POST, "/ops/reload-auth") }

    /// The read-only broker account for a dashboard's own subscription; Unix socket only.
    public func telemetryAccess() async throws(OpsClientError) -> TelemetryAccess {
        try await call(.GET, "/ops/telemetry-access")
    }

    /// A path segment with everything escaped that is not a letter, a digit or one of `-._~`.
    static func escaped(_ segment: String) -> String {
        segment.utf8.map { byte in
            let plain = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            let digit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            if plain || digit || "-._~".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" + hex : hex)
        }.joined()
    }
}
