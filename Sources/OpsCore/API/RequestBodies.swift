/// What the bodies of requests may hold: the one place for their bounds, rendered into the document and checked by the
/// server.

extension ActuationRequest: InboundBody, SchemaDescribed {
    /// Characters of a reason.
    public static let reasonLimit = ValvePayloadLimits.maximumText
    /// The largest whole number that every JSON reader keeps exactly (RFC 7493).
    static let exactLimit: Int64 = 9_007_199_254_740_991

    /// Any value.
    public static var sample: ActuationRequest { ActuationRequest(action: .stop) }

    /// Two forms: to a position, which is named, or any other action, without one.
    public static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        let others = ValveAction.allCases.filter { $0 != .position }.map(\.rawValue)
        let optional: [Schema.MemberShape] = [
            .init("reason", .text(0...reasonLimit, .line), isRequired: false),
            .init("expect_rev", .whole(0...exactLimit), isRequired: false),
        ]
        let position: [Schema.MemberShape] = [
            .init("action", .choice([ValveAction.position.rawValue])), .init("position", .number(0...100)),
        ]
        let other: [Schema.MemberShape] = [.init("action", .choice(others))]
        let forms = [position + optional, other + optional].map { Schema.object(.init($0, isClosed: true)) }
        return catalogue.add(.oneOf(forms), as: Self.self)
    }
}

extension IncidentUpdate: InboundBody, SchemaBounded {
    /// Characters of a note and of an owner's name.
    public static let noteLimit = 2000
    public static let ownerLimit = 80

    /// An update that changes nothing is refused.
    public static var leastMembers: Int { 1 }

    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] {
        ["owner": .text(0...ownerLimit, .line), "note": .text(1...noteLimit, .prose)]
    }
}

extension AlertShelving: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] {
        [
            "durationSeconds": .whole(1...Int64(longestSeconds)),
            "reason": .text(0...reasonLimit, .line),
        ]
    }
}

extension AlertWithdrawal: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] { ["reason": .text(1...AlertShelving.reasonLimit, .line)] }
}

extension LeadEnrichmentRequest: InboundBody, SchemaDescribed {
    /// The longest domain name and address there can be (RFC 1035, RFC 5321).
    public static let domainLimit = 253
    public static let emailLimit = 254

    /// Any value.
    public static var sample: LeadEnrichmentRequest { LeadEnrichmentRequest(domain: "example.com") }

    /// A domain or an address.
    public static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        let domain = Schema.MemberShape("domain", .text(3...domainLimit, .domain))
        let email = Schema.MemberShape("email", .text(5...emailLimit, .email))
        let forms = [domain, email].map { Schema.object(.init([$0], isClosed: true)) }
        return catalogue.add(.oneOf(forms), as: Self.self)
    }
}

extension LeadOutcomeRequest: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] { [:] }
}

extension JobRequest: InboundBody, SchemaDescribed {
    /// What a job can be.
    public static let kinds = ["enrich"]

    /// Any value.
    public static var sample: JobRequest { JobRequest(kind: "enrich", input: [:]) }

    /// A kind and its input; that of `enrich` is a lead.
    public static func schema(in catalogue: inout SchemaCatalogue) throws -> Schema {
        let lead = try catalogue.schema(of: LeadEnrichmentRequest.self)
        let shape = Schema.ObjectShape([.init("kind", .choice(kinds)), .init("input", lead)], isClosed: true)
        return catalogue.add(.object(shape), as: Self.self)
    }
}

/// Bounds of what may be asked for of keys.
public enum KeyBounds {
    /// Grace of a rotated key, in seconds: 24 hours unless said otherwise.
    public static let usualGraceSeconds = 86_400
    /// 30 days.
    public static let longestGraceSeconds = 30 * 86_400
    /// Ten years.
    public static let longestLifeSeconds = 3_653 * 86_400
    /// Characters of a holder's name.
    public static let nameLength = 64
}

extension KeyCreation: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``. Whether a key is good enough depends on the server's environment as well.
    public static var bounds: [String: Schema] {
        [
            "holder": .text(1...KeyBounds.nameLength, .name),
            "expiresInSeconds": .whole(1...Int64(KeyBounds.longestLifeSeconds)),
            "key": .text(1...KeyRing.maximumKeyBytes, .visible),
        ]
    }
}

extension KeyRotation: InboundBody, SchemaBounded {
    /// See ``SchemaBounded``.
    public static var bounds: [String: Schema] {
        [
            "graceSeconds": .whole(0...Int64(KeyBounds.longestGraceSeconds)),
            "expiresInSeconds": .whole(1...Int64(KeyBounds.longestLifeSeconds)),
        ]
    }
}
