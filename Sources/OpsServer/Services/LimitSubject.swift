import OpsCore
import OpsRedis

/// What one kind of request of one caller counts towards: the rule and the name, with the command for Redis already
/// encoded.
struct LimitSubject: Sendable {
    let rule: RateLimitRule
    /// Under which it is counted, here and in Redis.
    let name: String
    /// Nil where the name is too long for a command, which ``RateLimitKey`` excludes.
    let call: RedisCall?
}

/// The subjects of the callers seen lately, so that names and commands are made once. At most twice ``generationLimit``:
/// when the younger generation is full, the older one goes.
struct LimitSubjectCache: Sendable {
    struct ID: Hashable, Sendable {
        var limit: LimitClass
        var identity: Caller.Identity
        var address: String
    }

    static let generationLimit = 4096
    /// Nil within: not limited.
    private var young: [ID: LimitSubject?] = [:]
    private var old: [ID: LimitSubject?] = [:]

    var count: Int { young.count + old.count }

    /// The subject of `id`, made by `make` where it is not known; nil where nothing limits it.
    mutating func subject(_ id: ID, make: () -> LimitSubject?) -> LimitSubject? {
        if let known = young[id] { return known }
        let subject = old[id] ?? make()
        if young.count >= Self.generationLimit { (old, young) = (young, [:]) }
        young[id] = .some(subject)
        return subject
    }
}
