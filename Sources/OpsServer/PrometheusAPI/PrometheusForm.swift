import OpsCore

/// The parameters of one request: those of a form in its body, then those of its query, as Prometheus reads them.
struct PrometheusForm: Equatable, Sendable {
    /// Parameters of one request.
    static let limit = 1_000

    private var values: [String: [String]] = [:]

    /// - Parameters:
    ///   - query: The target's query, still encoded.
    ///   - body: A form's body, still encoded; empty where the request has none.
    /// - Throws: `bad_data` for an escape that is none, for bytes that are no UTF-8, and for too many parameters.
    init(query: String?, body: some Sequence<UInt8> = EmptyCollection()) throws(PrometheusFault) {
        try take(Array(body))
        if let query { try take(Array(query.utf8)) }
    }

    /// The first value; nil where the parameter is not there or is empty, which Prometheus does not tell apart.
    subscript(_ name: String) -> String? {
        values[name]?.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Every value of a parameter that may come several times; empty ones among them.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    private mutating func take(_ text: [UInt8]) throws(PrometheusFault) {
        for pair in text.split(separator: UInt8(ascii: "&")) {
            guard values.count < Self.limit else { throw PrometheusFault(.badData, "too many parameters") }
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try Self.decoded(pair[..<end])
            let value = try Self.decoded(pair[end...].dropFirst())
            guard values[name, default: []].count < Self.limit else {
                throw PrometheusFault(.badData, "too many values of \"\(SafeText.clean(name, limit: 80))\"")
            }
            values[name, default: []].append(value)
        }
    }

    /// `+` is a blank and `%XX` a byte (WHATWG URL, application/x-www-form-urlencoded).
    private static func decoded(_ text: ArraySlice<UInt8>) throws(PrometheusFault) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = text[index...].prefix(2).compactMap(digit)
                guard digits.count == 2 else { throw malformed("invalid URL escape") }
                bytes.append(digits[0] << 4 | digits[1])
                index += 2
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw malformed("no UTF-8") }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func malformed(_ why: String) -> PrometheusFault {
        PrometheusFault(.badData, "error parsing form values: \(why)")
    }
}
