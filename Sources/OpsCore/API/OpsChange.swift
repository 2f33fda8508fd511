/// One numbered change of the stream. Each carries the whole new value of the thing that changed, so applying one
/// twice does no harm.
public enum OpsChange: Equatable, Sendable {
    case metrics(MetricsPoint)
    case server(ServerInfo)
    case link(LinkStatus)
    case tenants([TenantStatus])
    case breakers([BreakerStatus])
    case queue(QueueStatus)
    case incident(IncidentStatus)
    case alert(AlertStatus)
    case alarms(AlarmLoad)
    case valve(ValveStatus)
    case command(CommandStatus)
    case slo([SLOStatus])

    enum Kind: String, Codable, CaseIterable {
        case metrics, server, link, tenants, breakers, queue, incident, alert, alarms, valve, command, slo
    }
}

extension OpsChange: Codable {
    enum CodingKeys: String, CodingKey { case kind, value }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ type: T.Type) throws -> T { try box.decode(type, forKey: .value) }
        switch try box.decode(Kind.self, forKey: .kind) {
        case .metrics: self = .metrics(try value(MetricsPoint.self))
        case .server: self = .server(try value(ServerInfo.self))
        case .link: self = .link(try value(LinkStatus.self))
        case .tenants: self = .tenants(try value([TenantStatus].self))
        case .breakers: self = .breakers(try value([BreakerStatus].self))
        case .queue: self = .queue(try value(QueueStatus.self))
        case .incident: self = .incident(try value(IncidentStatus.self))
        case .alert: self = .alert(try value(AlertStatus.self))
        case .alarms: self = .alarms(try value(AlarmLoad.self))
        case .valve: self = .valve(try value(ValveStatus.self))
        case .command: self = .command(try value(CommandStatus.self))
        case .slo: self = .slo(try value([SLOStatus].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: CodingKeys.self)
        func put(_ kind: Kind, _ value: some Encodable) throws {
            try box.encode(kind, forKey: .kind)
            try box.encode(value, forKey: .value)
        }
        switch self {
        case .metrics(let value): try put(.metrics, value)
        case .server(let value): try put(.server, value)
        case .link(let value): try put(.link, value)
        case .tenants(let value): try put(.tenants, value)
        case .breakers(let value): try put(.breakers, value)
        case .queue(let value): try put(.queue, value)
        case .incident(let value): try put(.incident, value)
        case .alert(let value): try put(.alert, value)
        case .alarms(let value): try put(.alarms, value)
        case .valve(let value): try put(.valve, value)
        case .command(let value): try put(.command, value)
        case .slo(let value): try put(.slo, value)
        }
    }
}

extension OpsChange: SchemaDescribed {
    /// Any value.
    public static var sample: OpsChange { .slo([]) }

    /// One form a kind.
    public static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        let forms = try Kind.allCases.map { kind in
            Schema.object(
                .init([
                    .init("kind", .choice([kind.rawValue])), .init("value", try kind.schema(in: &catalogue)),
                ]))
        }
        return catalogue.add(.oneOf(forms), as: Self.self)
    }
}

extension OpsChange.Kind {
    fileprivate func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        switch self {
        case .metrics: try catalogue.schema(of: MetricsPoint.self)
        case .server: try catalogue.schema(of: ServerInfo.self)
        case .link: try catalogue.schema(of: LinkStatus.self)
        case .tenants: try catalogue.schema(of: [TenantStatus].self)
        case .breakers: try catalogue.schema(of: [BreakerStatus].self)
        case .queue: try catalogue.schema(of: QueueStatus.self)
        case .incident: try catalogue.schema(of: IncidentStatus.self)
        case .alert: try catalogue.schema(of: AlertStatus.self)
        case .alarms: try catalogue.schema(of: AlarmLoad.self)
        case .valve: try catalogue.schema(of: ValveStatus.self)
        case .command: try catalogue.schema(of: CommandStatus.self)
        case .slo: try catalogue.schema(of: [SLOStatus].self)
        }
    }
}
