import Crypto

/// The names under which requests are counted, in this process and in Redis; built here alone.
public enum RateLimitKey {
    private static let longestCaller = 64

    /// `opstui:{site}:limit:CLASS:COUNT/WINDOW:CALLER`. `caller` may be any text (an address, a key's public id); one
    /// that is long or holds unusual characters is replaced by its SHA-256, so that no caller can name another's key.
    public static func name(site: String, limit: LimitClass, rule: RateLimitRule, caller: String) -> String {
        "opstui:{\(plain(site))}:limit:\(limit.rawValue):\(rule.count)/\(rule.windowSeconds):\(plain(caller))"
    }

    private static func plain(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.utf8.count <= longestCaller
            && text.utf8.allSatisfy {
                Ascii.isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@")
            }
        return isPlain ? text : "#" + Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
    }
}

extension RateLimitDecision {
    /// The answer to a request that no limit counts.
    public static let unlimited = RateLimitDecision(
        allowed: true, limit: 0, remaining: 0, resetSeconds: 0, retryAfterSeconds: nil, windowSeconds: 0, mode: .off)
}
