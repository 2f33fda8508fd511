/// A rule of one key or one address range, instead of its class's rule.
public struct RateLimitOverride: Equatable, Sendable {
    /// What the subject names.
    public enum Kind: Equatable, Sendable {
        /// A key's public id, or a tenant's name, which stands for each of its keys.
        case key
        /// An address or a range in CIDR notation; each address counts by itself.
        case address
    }

    public var kind: Kind
    public var subject: String
    public var limit: LimitClass
    /// Nil: not limited.
    public var rule: RateLimitRule?

    public init(kind: Kind, subject: String, limit: LimitClass, rule: RateLimitRule?) {
        self.kind = kind
        self.subject = subject
        self.limit = limit
        self.rule = rule
    }

    /// Reads `SUBJECT:CLASS=RULE`, RULE as ``RateLimitRule/parse(_:)`` reads it, or `off`. The subject may hold colons. Nil
    /// for anything else.
    public static func parse(_ text: String, kind: Kind) -> RateLimitOverride? {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, let colon = sides[0].lastIndex(of: ":") else { return nil }
        let subject = String(sides[0][..<colon])
        guard !subject.isEmpty, subject.utf8.count <= 64,
            let limit = LimitClass(rawValue: String(sides[0][sides[0].index(after: colon)...])), limit != .exempt
        else { return nil }
        if sides[1].lowercased() == "off" {
            return RateLimitOverride(kind: kind, subject: subject, limit: limit, rule: nil)
        }
        guard let rule = try? RateLimitRule.parse(String(sides[1])) else { return nil }
        return RateLimitOverride(kind: kind, subject: subject, limit: limit, rule: rule)
    }

    /// The form that ``parse(_:kind:)`` reads.
    public var text: String { "\(subject):\(limit.rawValue)=\(rule?.description ?? "off")" }
}
