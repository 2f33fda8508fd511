/// What Alertmanager's webhook sends, as far as it is used: version 4 of its payload. Other members are ignored.
public struct AlertmanagerNotice: Codable, Equatable, Sendable {
    /// Alerts in one notice; Alertmanager's `max_alerts` should not be more.
    public static let limit = 500
    /// The payload's version.
    public static let version = "4"

    /// One alert of it.
    public struct Alert: Codable, Equatable, Sendable {
        /// `firing` or `resolved`.
        public var status: Status
        public var labels: [String: String]
        public var annotations: [String: String]?
        /// The same for the same labels.
        public var fingerprint: String?
    }

    /// Whether an alert's condition holds.
    public enum Status: String, Codable, CaseIterable, Sendable { case firing, resolved }

    public var version: String
    public var alerts: [Alert]

    /// A notice.
    public init(version: String = AlertmanagerNotice.version, alerts: [Alert]) {
        self.version = version
        self.alerts = alerts
    }
}

extension AlertmanagerNotice: InboundBody, SchemaDescribed {
    /// Any value.
    public static var sample: AlertmanagerNotice { AlertmanagerNotice(alerts: []) }

    /// Alertmanager's own members, of which these must be there; none is refused.
    public static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        let texts = Schema.map(.text(0...8_192))
        let alert = Schema.object(
            .init([
                .init("status", .choice(Status.allCases.map(\.rawValue))), .init("labels", texts),
                .init("annotations", texts, isRequired: false),
                .init("fingerprint", .text(1...64, .identifier), isRequired: false),
            ]))
        let members: [Schema.MemberShape] = [.init("version", .choice([version])), .init("alerts", .list(alert))]
        return catalogue.add(.object(.init(members)), as: Self.self)
    }
}

/// What became of a notice.
public struct AlertsTaken: Codable, Equatable, Sendable {
    /// Alerts that were taken in, changed or not.
    public var taken: Int

    /// So many.
    public init(taken: Int) { self.taken = taken }
}
