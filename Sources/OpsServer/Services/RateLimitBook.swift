import OpsCore
import OpsRedis

/// The rules in force: which rule a request falls under, and by whom it is counted (CONTRACT.md, "Where the papers
/// disagree").
struct RateLimitBook: Sendable {
    let site: String
    /// A class without a rule is not limited.
    let classes: [LimitClass: RateLimitRule]
    private let keys: [RateLimitOverride]
    private let ranges: [(range: AddressRange, override: RateLimitOverride)]

    init(site: String, classes: [LimitClass: RateLimitRule], overrides: [RateLimitOverride] = []) {
        self.site = site
        self.classes = classes
        keys = overrides.filter { $0.kind == .key }
        ranges = overrides.filter { $0.kind == .address }.compactMap { override in
            AddressRange(override.subject).map { ($0, override) }
        }
    }

    /// The longest window of all rules.
    var longestWindowSeconds: Int {
        let own = (keys + ranges.map(\.override)).compactMap(\.rule)
        return (classes.values.map(\.windowSeconds) + own.map(\.windowSeconds)).max() ?? 60
    }

    /// What a request counts towards; nil where nothing limits it.
    func subject(of caller: Caller, address: String, limit: LimitClass) -> LimitSubject? {
        guard limit != .exempt else { return nil }
        if let own = override(for: caller, limit) {
            guard let rule = own.rule, case .key(_, let keyID) = caller.identity else { return nil }
            return subject("key:\(keyID)", limit, rule)
        }
        let (counted, ofAddress) = counted(caller, address, limit)
        var rule = classes[limit]
        if ofAddress, let known = IPAddress(address) {
            let own = ranges.first { $0.override.limit == limit && $0.range.contains(known) }
            if let own { rule = own.override.rule }
        }
        return rule.flatMap { subject(counted, limit, $0) }
    }

    private func subject(_ counted: String, _ limit: LimitClass, _ rule: RateLimitRule) -> LimitSubject {
        let name = RateLimitKey.name(site: site, limit: limit, rule: rule, caller: counted)
        return LimitSubject(rule: rule, name: name, call: RedisCall(RateLimitScript.command(key: name, rule: rule)))
    }

    /// The rule of its own that a key has; that of its id before that of its holder.
    private func override(for caller: Caller, _ limit: LimitClass) -> RateLimitOverride? {
        guard !keys.isEmpty, case .key(let holder, let keyID) = caller.identity else { return nil }
        let own = keys.filter { $0.limit == limit }
        return own.first { $0.subject == keyID } ?? own.first { $0.subject == holder }
    }

    /// By whom a request is counted, and whether that is an address.
    private func counted(_ caller: Caller, _ address: String, _ limit: LimitClass) -> (String, ofAddress: Bool) {
        if limit.isByAddress { return (Self.counted(address), true) }
        return switch caller.identity {
        case .local(let user): ("user:\(user)", false)
        case .key(_, let keyID): ("key:\(keyID)", false)
        case .address(let address): (Self.counted(address), true)
        }
    }

    /// An IPv6 address counts as its /64, the smallest network that a site is given: whoever has one has all of it.
    private static func counted(_ address: String) -> String {
        guard let known = IPAddress(address), !known.isIPv4, !known.isLoopback else { return "ip:\(address)" }
        return "ip:" + known.network.text
    }
}
