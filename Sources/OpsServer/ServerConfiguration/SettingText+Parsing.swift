import Foundation
import Logging
import OpsCore

/// The forms that settings take. Each throws ``SettingError`` saying what was expected, never what was found: the text may
/// be a secret in the wrong place.
extension SettingText {
    func flag() throws -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: throw SettingError(expected: "true or false")
        }
    }

    func whole(in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw SettingError(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func oneOf<Value>(_ values: [String: Value]) throws -> Value {
        guard let value = values[text.lowercased()] else {
            throw SettingError(expected: values.keys.sorted().joined(separator: " or "))
        }
        return value
    }

    /// A name that can stand in a topic, a file name and a label.
    func name() throws -> String {
        let isName = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        guard isName, (1...64).contains(text.utf8.count) else {
            throw SettingError(expected: "1 to 64 letters, digits, - or _")
        }
        return text
    }

    func logLevel() throws -> Logger.Level {
        let name = text.lowercased()
        guard let level = Logger.Level(rawValue: name == "warn" ? "warning" : name) else {
            throw SettingError(expected: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return level
    }

    /// Nil for `off`.
    func rateLimit() throws -> RateLimitRule? {
        if text.lowercased() == "off" { return nil }
        do {
            return try RateLimitRule.parse(text)
        } catch {
            throw SettingError(expected: "COUNT/PERIOD, such as 5/minute or 10/30s, or off")
        }
    }

    /// Rules of single keys or addresses, comma-separated; the later of two on the same thing is an error.
    func rateLimitOverrides(_ kind: RateLimitOverride.Kind) throws -> [RateLimitOverride] {
        let example = kind == .key ? "acme:work=1000/minute" : "192.0.2.0/24:general=1000/minute"
        let overrides = try list.map { text in
            guard let override = RateLimitOverride.parse(text, kind: kind),
                kind == .key || AddressRange(override.subject) != nil
            else { throw SettingError(expected: "SUBJECT:CLASS=COUNT/PERIOD or =off, such as \(example)") }
            return override
        }
        guard Set(overrides.map { "\($0.subject):\($0.limit)" }).count == overrides.count else {
            throw SettingError(expected: "each subject and class once, such as \(example)")
        }
        return overrides
    }

    /// A duration as PromQL writes a range: `30s`, `1m`, `2h`.
    func promDuration() throws -> String {
        guard let unit = text.last, "smhd".contains(unit), let count = Int(text.dropLast()),
            (1...10_000).contains(count)
        else { throw SettingError(expected: "a duration such as 30s, 1m or 2h") }
        return text
    }
}
