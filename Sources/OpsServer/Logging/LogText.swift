import OpsCore

/// The bytes of a JSON log line while it is written. A request writes one, so nothing here makes a text on the way.
struct LogText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Appends what is JSON already.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends `text` in quotes: as it is where nothing in it could be secret, personal or harmful, else cleaned.
    mutating func quoted(_ text: String) {
        guard !Self.isOrdinary(text) else {
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: text.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        raw(JSONText.quoted(LogLine.safe(text)))
    }

    /// Appends a text of our own in quotes: a route's pattern, a level. It must need no escape.
    mutating func known(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ value: Int) { digits(UInt64(value.magnitude), atLeast: 1, negative: value < 0) }

    /// Microseconds as milliseconds with three decimals.
    mutating func milliseconds(fromMicroseconds value: Int64) {
        let value = UInt64(max(0, value))
        digits(value / 1000, atLeast: 1)
        bytes.append(UInt8(ascii: "."))
        digits(value % 1000, atLeast: 3)
    }

    /// `"2026-11-21T03:00:00.123Z"`, with its quotes.
    mutating func time(_ time: WallTime) {
        let civil = ISO8601.civil(of: time)
        let parts: [(value: Int64, width: Int, before: UInt8)] = [
            (civil.year, 4, UInt8(ascii: "\"")), (civil.month, 2, UInt8(ascii: "-")), (civil.day, 2, UInt8(ascii: "-")),
            (civil.secondOfDay / 3600, 2, UInt8(ascii: "T")), (civil.secondOfDay / 60 % 60, 2, UInt8(ascii: ":")),
            (civil.secondOfDay % 60, 2, UInt8(ascii: ":")), (civil.millisecond, 3, UInt8(ascii: ".")),
        ]
        for part in parts {
            bytes.append(part.before)
            digits(UInt64(max(0, part.value)), atLeast: part.width)
        }
        bytes.append(UInt8(ascii: "Z"))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func digits(_ value: UInt64, atLeast width: Int, negative: Bool = false) {
        if negative { bytes.append(UInt8(ascii: "-")) }
        var divisor: UInt64 = 1
        var count = 1
        while count < width || value / divisor >= 10 {
            divisor *= 10
            count += 1
        }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// True for a short text of letters, digits and `.` `_` `-` `/` with few digits: no scanner of the ``Redactor`` can
    /// find anything in it, for want of length, of digits, or of the marks that stand before a value.
    static func isOrdinary(_ text: String) -> Bool {
        guard text.utf8.count < 16 else { return false }
        var digits = 0
        var dashes = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "/"):
                break
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "-"): dashes += 1
            default: return false
            }
        }
        return digits < 7 && dashes < 5
    }
}
