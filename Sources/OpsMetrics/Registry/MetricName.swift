/// Makes names valid for Prometheus' classic rules.
enum MetricName {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`; any other byte becomes an underscore.
    static func valid(_ name: String) -> String {
        isValid(name) ? name : cleaned(name, allowsColon: true)
    }

    /// A counter's name: valid, and ending in `_total`.
    static func counter(_ name: String) -> String {
        let base = valid(name)
        return base.hasSuffix("_total") ? base : base + "_total"
    }

    /// An info's name: valid, and ending in `_info`.
    static func info(_ name: String) -> String {
        let base = valid(name)
        return base.hasSuffix("_info") ? base : base + "_info"
    }

    /// The name of a family of this kind.
    static func family(_ name: String, _ kind: MetricKind) -> String {
        switch kind {
        case .counter: counter(name)
        case .info: info(name)
        // It is the name of a label too.
        case .stateSet: validLabel(name)
        default: valid(name)
        }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, not beginning with the reserved two underscores.
    static func validLabel(_ name: String) -> String {
        if isValidLabel(name) && !name.hasPrefix("__") { return name }
        let cleaned = cleaned(name, allowsColon: false)
        return cleaned.hasPrefix("__") ? "x" + cleaned : cleaned
    }

    /// Whether a metric's name is valid.
    static func isValid(_ name: String) -> Bool {
        isName(name, allowsColon: true)
    }

    /// Whether a label's name is valid.
    static func isValidLabel(_ name: String) -> Bool {
        isName(name, allowsColon: false)
    }

    private static func isName(_ name: String, allowsColon: Bool) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { isNameByte($0, allowsColon) }
    }

    private static func cleaned(_ name: String, allowsColon: Bool) -> String {
        var bytes = name.utf8.map { isNameByte($0, allowsColon) ? $0 : UInt8(ascii: "_") }
        if bytes.first.map(isDigit) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isNameByte(_ byte: UInt8, _ allowsColon: Bool) -> Bool {
        let folded = byte | 0x20
        return folded >= UInt8(ascii: "a") && folded <= UInt8(ascii: "z") && byte >= 0x41 || isDigit(byte)
            || byte == UInt8(ascii: "_") || allowsColon && byte == UInt8(ascii: ":")
    }
}
