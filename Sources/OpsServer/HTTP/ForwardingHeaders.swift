import HTTPTypes

/// The header fields by which proxies say that they speak for somebody else, whether or not they are believed.
enum ForwardingHeaders {
    /// True where `headers` hold any of them.
    static func arePresent(in headers: HTTPFields) -> Bool { headers.contains { isOne($0.name.canonicalName) } }

    private static func isOne(_ name: String) -> Bool {
        switch name {
        case "via", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip": true
        default: name.hasPrefix("x-forwarded-")
        }
    }
}
